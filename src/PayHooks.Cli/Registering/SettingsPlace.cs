using System.Text;
using PayHooks.Cli.Settings;
using PayHooks.Registration;
using PayHooks.Verification.Api;

namespace PayHooks.Cli.Registering;

/// <summary>Stores secrets in a settings file: as the last one of the source.</summary>
internal sealed class SettingsPlace : INewSecretPlace
{
    private readonly string path;
    private readonly bool valuesOnly;
    private readonly string source;
    private readonly ServerSettings settings;
    private int index;

    public SettingsPlace(string path, bool valuesOnly, SourceEndpoints endpoints, ServerSettings settings)
    {
        this.path = path;
        this.valuesOnly = valuesOnly;
        this.settings = settings;
        source = endpoints.Source.Name;
        index = NextSecret.IndexIn(settings.Configuration, source);
        Unused = endpoints.Source.Secrets.LastOrDefault(secret => secret.IsUsable) is { } last
            && Encoding.UTF8.GetString(last.Utf8) is var text && NewSecret.IsOurs(text, endpoints.Api.Rules) ? text : null;
    }

    /// <inheritdoc/>
    public string? Unused { get; }

    /// <inheritdoc/>
    public string? Stored { get; private set; }

    /// <inheritdoc/>
    public string Description => $"as {SecretName} in {path}";

    private string SecretName => Name($"Secrets__{index}");

    private string UrlName => Name("Scheme__Url");

    /// <inheritdoc/>
    public string? ProblemOf(EndpointPlan plan)
    {
        var changes = ChangesOf(plan, "").ToList();
        return changes.Count == 0 ? null
            : !File.Exists(path) ? $"The settings file {path} does not exist, so nothing can be stored in it. Name it with --config, "
                + "or name a new file for the secret with --secret-file."
            : plan.StoresUrl && settings.Configuration[Key(Name("Scheme"))] is { Length: > 0 }
                ? $"{Name("Scheme")} is one text, beside which {UrlName} cannot be set. Write \"url\": \"{ShownUrl.Of(plan.Url)}\" into "
                    + $"that text{(ShownUrl.Of(plan.Url) == plan.Url ? "" : ", its hidden part included")}."
            : changes.Find(change => settings.IsVariable(Key(change.Name))) is { Name: { } set }
                ? $"The variable {set} is set and would win over {path}. Remove it, or use --secret-file."
            : null;
    }

    /// <inheritdoc/>
    public ValueTask ProveAsync(EndpointPlan plan, CancellationToken cancellationToken)
    {
        // Whether the server would read what is written, wherever else the file has the setting.
        var text = File.ReadAllBytes(path);
        foreach (var (name, value) in ChangesOf(plan, "a secret to try it with"))
        {
            text = SettingsEditor.Set(text, valuesOnly, name, value);
            var read = SettingsFile.Read(path, valuesOnly, text);
            if (read.Problem is not null || read.Settings.GetValueOrDefault(Key(name)) != value)
            {
                throw new FormatException($"{path} sets {name} twice. Remove one of them.");
            }
        }

        // As it is: the same steps as with the secret, also where a file cannot be replaced because it is mounted.
        PrivateFile.Replace(path, File.ReadAllBytes(path));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask StoreAsync(string secret, CancellationToken cancellationToken)
    {
        if (secret != Unused || Stored is not null)
        {
            Set(SecretName, secret);
            index++;
        }

        Stored = secret;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask StoreUrlAsync(string url, CancellationToken cancellationToken)
    {
        Set(UrlName, url);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public IEnumerable<string> Advice(EndpointPlan plan) =>
        plan.StoresSecret || plan.StoresUrl ? ["Restart the server: it reads its settings at the start."] : [];

    private IEnumerable<(string Name, string Value)> ChangesOf(EndpointPlan plan, string secret)
    {
        if (plan.StoresSecret)
        {
            yield return (SecretName, secret);
        }

        if (plan.StoresUrl)
        {
            yield return (UrlName, plan.Url);
        }
    }

    private string Name(string setting) => $"PayHooks__Sources__{source}__{setting}";

    private static string Key(string name) => name.Replace("__", ":", StringComparison.Ordinal);

    private void Set(string name, string value) =>
        PrivateFile.Replace(path, SettingsEditor.Set(File.ReadAllBytes(path), valuesOnly, name, value));
}
