using System.Security.Cryptography;

namespace PayHooks.Providers;

/// <summary>The active secrets of a source: which of them verifies, and what it means when none does.</summary>
internal sealed class SecretSet
{
    private readonly Secret[] usable;
    private readonly string? problem;

    public SecretSet(IReadOnlyList<Secret> secrets)
    {
        usable = [.. secrets.Where(secret => secret.IsUsable)];
        var broken = secrets.FirstOrDefault(secret => !secret.IsUsable);
        problem = broken is not null ? $"secret {broken.Index} {broken.Problem}"
            : secrets.Count == 0 ? "no secret is configured"
            : null;
    }

    /// <summary>The secrets that may verify.</summary>
    public ReadOnlySpan<Secret> Usable => usable;

    /// <summary>Whether nothing at all can be verified; the refusal says why.</summary>
    public bool IsEmpty(out Verdict refusal)
    {
        refusal = usable.Length == 0 ? Verdict.Refused(RefusalReason.SecretUnusable, $"nothing can be verified: {problem}") : default;
        return usable.Length == 0;
    }

    /// <summary>
    /// The index of a secret whose HMAC over the content is the signature, or −1. Every secret is tried, so that the time
    /// it takes tells nothing.
    /// </summary>
    public int Match(MacAlgorithm algorithm, ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature)
    {
        Span<byte> computed = stackalloc byte[Mac.MaxBytes];
        var found = -1;
        foreach (var secret in usable)
        {
            var length = Mac.Compute(algorithm, secret.Utf8, content, computed);
            if (CryptographicOperations.FixedTimeEquals(computed[..length], signature) & (found < 0))
            {
                found = secret.Index;
            }
        }

        return found;
    }

    /// <summary>
    /// The refusal when no usable secret matched: the provider is asked to come again when the fault may be a secret of ours.
    /// </summary>
    /// <param name="what">What was checked, as the beginning of a sentence that ends "… any of 2 secrets".</param>
    public Verdict NoMatch(string what)
    {
        var tried = usable.Length == 1 ? "the secret" : $"any of {usable.Length} secrets";
        return problem is null
            ? Verdict.Refused(RefusalReason.SignatureMismatch, $"{what} does not match with {tried}")
            : Verdict.Refused(RefusalReason.SecretUnusable, $"{what} does not match with {tried}, and {problem}");
    }
}
