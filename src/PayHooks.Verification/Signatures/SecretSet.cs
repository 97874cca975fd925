using System.Security.Cryptography;

namespace PayHooks.Verification.Signatures;

/// <summary>A secret that may verify.</summary>
/// <param name="Index">Its place in the source's list.</param>
/// <param name="Bytes">The bytes of its key.</param>
internal sealed record SecretKey(int Index, byte[] Bytes);

/// <summary>The active secrets of a source: which of them verifies, and what it means when none does.</summary>
internal sealed class SecretSet
{
    private readonly SecretKey[] usable;
    private readonly string? problem;

    /// <summary>Takes the secrets.</summary>
    /// <param name="secrets">The secrets as configured.</param>
    /// <param name="form">How the key is written in a secret; null for the text itself.</param>
    public SecretSet(IReadOnlyList<Secret> secrets, KeyForm? form = null)
    {
        List<SecretKey> keys = [];
        problem = secrets.Count == 0 ? "no secret is configured" : null;
        foreach (var secret in secrets)
        {
            var fault = secret.Problem ?? "";
            if (secret.IsUsable && (form ?? KeyForm.Text).Read(secret, out fault) is { } key)
            {
                keys.Add(new SecretKey(secret.Index, key));
            }
            else
            {
                problem ??= $"secret {secret.Index} {fault}";
            }
        }

        usable = [.. keys];
    }

    /// <summary>The secrets that may verify.</summary>
    public ReadOnlySpan<SecretKey> Usable => usable;

    /// <summary>Whether nothing at all can be verified; the refusal says why.</summary>
    public bool IsEmpty(out Verdict refusal)
    {
        refusal = usable.Length == 0 ? Verdict.Refused(RejectionReason.SecretUnusable, $"nothing can be verified: {problem}") : default;
        return usable.Length == 0;
    }

    /// <summary>
    /// The index of a secret whose signature over the content is among those presented, or −1. Every secret is compared with
    /// every signature, so that the time it takes tells nothing.
    /// </summary>
    /// <param name="algorithm">How it is computed.</param>
    /// <param name="content">What is signed.</param>
    /// <param name="signatures">The presented signatures, one after the other.</param>
    public int Match(SignatureAlgorithm algorithm, ReadOnlySpan<byte> content, ReadOnlySpan<byte> signatures)
    {
        var found = -1;
        foreach (var secret in usable)
        {
            if (Matches(secret, algorithm, content, signatures) & (found < 0))
            {
                found = secret.Index;
            }
        }

        return found;
    }

    /// <summary>Whether the secret's signature over the content is among those presented.</summary>
    public static bool Matches(SecretKey secret, SignatureAlgorithm algorithm, ReadOnlySpan<byte> content, ReadOnlySpan<byte> signatures)
    {
        Span<byte> computed = stackalloc byte[Mac.MaxBytes];
        computed = computed[..algorithm.Compute(secret.Bytes, content, computed)];
        var matches = false;
        for (var at = 0; at < signatures.Length; at += computed.Length)
        {
            matches |= CryptographicOperations.FixedTimeEquals(computed, signatures.Slice(at, computed.Length));
        }

        return matches;
    }

    /// <summary>
    /// The refusal when no usable secret matched: the provider is asked to come again when the fault may be a secret of ours.
    /// </summary>
    /// <param name="what">What was checked, as the beginning of a sentence that ends "… any of 2 secrets".</param>
    public Verdict NoMatch(string what)
    {
        var tried = usable.Length == 1 ? "the secret" : $"any of {usable.Length} secrets";
        return problem is null
            ? Verdict.Refused(RejectionReason.SignatureMismatch, $"{what} does not match with {tried}")
            : Verdict.Refused(RejectionReason.SecretUnusable, $"{what} does not match with {tried}, and {problem}");
    }
}
