using System.Text;
using PayHooks.Cli.Settings;
using PayHooks.Registration;
using PayHooks.Verification.Api;

namespace PayHooks.Cli.Registering;

/// <summary>Writes a secret into a file of its own, from which a person takes it to the vault.</summary>
internal sealed class SecretFilePlace : INewSecretPlace
{
    private readonly string path;
    private readonly string source;
    private readonly bool exists;

    public SecretFilePlace(string path, SourceEndpoints endpoints)
    {
        this.path = path;
        source = endpoints.Source.Name;
        exists = File.Exists(path);
        var rules = endpoints.Api.Rules;
        Unused = exists && rules.Secret == EndpointSecret.Chosen && File.ReadAllText(path) is var text && NewSecret.IsOurs(text, rules)
            ? text : null;
    }

    /// <inheritdoc/>
    public string? Unused { get; }

    /// <inheritdoc/>
    public string? Stored { get; private set; }

    /// <inheritdoc/>
    public string Description => $"in {path}";

    /// <inheritdoc/>
    public string? ProblemOf(EndpointPlan plan) => !plan.StoresSecret ? null
        : Directory.Exists(path) ? $"{path} is a folder. Name a file with --secret-file."
        : exists && (Unused is null || plan.Steps.Any(step => step.Existing is not null))
            ? ExistsAlready : null;

    private string ExistsAlready => $"The file {path} exists already. Name one that does not, so that no secret is overwritten.";

    /// <inheritdoc/>
    public ValueTask ProveAsync(EndpointPlan plan, CancellationToken cancellationToken)
    {
        if (plan.StoresSecret && !exists)
        {
            if (File.Exists(path))
            {
                throw new IOException(ExistsAlready);
            }

            // The same steps as with the secret, beside the file: what dies here leaves nothing in its place.
            var trial = $"{path}.{Guid.NewGuid():N}.try";
            PrivateFile.Create(trial, Encoding.UTF8.GetBytes(new string('-', 200)));
            File.Delete(trial);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask StoreAsync(string secret, CancellationToken cancellationToken)
    {
        if (secret != Unused)
        {
            PrivateFile.Create(path, Encoding.UTF8.GetBytes(secret));
        }

        Stored = secret;
        return ValueTask.CompletedTask;
    }

    // The advice says how to set it.
    /// <inheritdoc/>
    public ValueTask StoreUrlAsync(string url, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public IEnumerable<string> Advice(EndpointPlan plan)
    {
        if (plan.StoresUrl)
        {
            yield return $"The provider signs the URL: set PayHooks__Sources__{source}__Scheme__Url to";
            yield return $"  {ShownUrl.Of(plan.Url)}{(ShownUrl.Of(plan.Url) == plan.Url ? "" : " (its hidden part included)")}";
        }

        // These settings need not have the secrets of the deployed app, so only the vault says which number is free.
        if (plan.StoresSecret)
        {
            var name = $"payhooks-{source.Replace('_', '-')}-";
            yield return "Take the secret to the vault. These are the source's secrets there:";
            yield return "  az keyvault secret list --vault-name $vault --output tsv \\";
            yield return $"    --query \"[?starts_with(name, '{name}')].name\"";
            yield return "With N for the first number that is free, 0 if there is none yet:";
            yield return $"  az keyvault secret set --vault-name $vault --name {name}N \\";
            yield return $"    --file {Quoted(path)} --encoding utf-8 --output none";
            yield return "Set secrets to N + 1 for the source in infra/prod.bicepparam, deploy, and delete";
            yield return "the file.";
        }
    }

    private static string Quoted(string path) => $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
