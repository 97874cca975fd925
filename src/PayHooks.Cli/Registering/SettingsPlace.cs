using System.Text;
using PayHooks.Cli.Settings;
using PayHooks.Cli.Terminal;
using PayHooks.Registration;
using PayHooks.Verification;
using PayHooks.Verification.Api;

namespace PayHooks.Cli.Registering;

/// <summary>Stores secrets in a settings file: as the last one of the source, or instead of one that is a placeholder.</summary>
internal sealed class SettingsPlace : INewSecretPlace
{
    private readonly string path;
    private readonly bool valuesOnly;
    private readonly string source;
    private readonly CliEnvironment surroundings;
    private int index;

    public SettingsPlace(string path, bool valuesOnly, SourceSettings source, EndpointRules rules, CliEnvironment surroundings)
    {
        this.path = path;
        this.valuesOnly = valuesOnly;
        this.source = source.Name;
        this.surroundings = surroundings;
        var useless = source.Secrets.FirstOrDefault(secret => !secret.IsUsable);
        index = useless?.Index ?? source.Secrets.Count;
        Unused = source.Secrets.LastOrDefault(secret => secret.IsUsable) is { } last && Encoding.UTF8.GetString(last.Utf8) is var text
            && NewSecret.IsOurs(text, rules) ? text : null;
    }

    /// <inheritdoc/>
    public string? Unused { get; }

    /// <inheritdoc/>
    public string? Stored { get; private set; }

    /// <inheritdoc/>
    public string Description => $"as {Name($"Secrets__{index}")} in {path}";

    /// <inheritdoc/>
    public int Index => index;

    /// <inheritdoc/>
    public string? ProblemOf(EndpointPlan plan, EndpointRules rules)
    {
        string[] names =
        [
            .. plan.StoresSecret ? [Name($"Secrets__{index}")] : Array.Empty<string>(),
            .. rules.SignsUrl && rules.Url != plan.Url ? [Name("Scheme__Url")] : Array.Empty<string>(),
        ];
        return names.FirstOrDefault(name => surroundings.Variable(name) is { Length: > 0 }) is { } set
            ? $"The variable {set} is set and would win over {path}. Remove it, or use --secret-file." : null;
    }

    /// <inheritdoc/>
    public ValueTask StoreAsync(string secret, CancellationToken cancellationToken)
    {
        if (secret != Unused || Stored is not null)
        {
            Set(Name($"Secrets__{index}"), secret);
            index++;
        }

        Stored = secret;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask StoreUrlAsync(string url, CancellationToken cancellationToken)
    {
        Set(Name("Scheme__Url"), url);
        return ValueTask.CompletedTask;
    }

    private string Name(string setting) => $"PayHooks__Sources__{source}__{setting}";

    private void Set(string name, string value)
    {
        var text = File.Exists(path) ? File.ReadAllBytes(path) : [];
        PrivateFile.Replace(path, SettingsEditor.Set(text, valuesOnly, name, value));
    }
}
