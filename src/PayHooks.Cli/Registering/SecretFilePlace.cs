using System.Text;
using PayHooks.Cli.Settings;
using PayHooks.Registration;
using PayHooks.Verification;
using PayHooks.Verification.Api;

namespace PayHooks.Cli.Registering;

/// <summary>Writes a secret into a file of its own, from which a person takes it to the vault.</summary>
internal sealed class SecretFilePlace : INewSecretPlace
{
    private readonly string path;
    private readonly bool exists;

    public SecretFilePlace(string path, SourceSettings source, EndpointRules rules)
    {
        this.path = path;
        Index = source.Secrets.Count(secret => secret.IsUsable);
        exists = File.Exists(path);
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
    public int Index { get; }

    /// <inheritdoc/>
    public string? ProblemOf(EndpointPlan plan, EndpointRules rules) =>
        plan.StoresSecret && exists && (Unused is null || plan.Steps.Any(step => step.Existing is not null))
            ? $"The file {path} exists already. Name one that does not, so that no secret is overwritten." : null;

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

    // The report says how to set it.
    /// <inheritdoc/>
    public ValueTask StoreUrlAsync(string url, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
