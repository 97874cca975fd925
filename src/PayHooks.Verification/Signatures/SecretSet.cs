using System.Security.Cryptography;

namespace PayHooks.Verification.Signatures;

/// <summary>The active secrets of a source: finds the one that matches, and rejects the delivery if none does.</summary>
public sealed class SecretSet
{
    private readonly SecretKey[] usable;
    private readonly string? problem;

    /// <summary>Creates the set from configured secrets, using the UTF-8 bytes of each as its key.</summary>
    public SecretSet(IReadOnlyList<Secret> secrets)
        : this(secrets, KeyForm.Text)
    {
    }

    /// <summary>Creates the set from configured secrets.</summary>
    /// <param name="secrets">The secrets.</param>
    /// <param name="form">How keys are encoded in the secrets.</param>
    internal SecretSet(IReadOnlyList<Secret> secrets, KeyForm form)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        List<SecretKey> keys = [];
        problem = secrets.Count == 0 ? "no secret is configured" : null;
        foreach (var secret in secrets)
        {
            var reason = secret.Problem ?? "";
            if (secret.IsUsable && form.Read(secret, out reason) is { } key)
            {
                keys.Add(new SecretKey(secret.Index, key));
            }
            else
            {
                problem ??= $"secret {secret.Index} {reason}";
            }
        }

        usable = [.. keys];
    }

    /// <summary>The usable secrets.</summary>
    internal ReadOnlySpan<SecretKey> Usable => usable;

    /// <summary>Whether nothing can be verified; the rejection contains the reason.</summary>
    public bool IsEmpty(out Verdict refusal)
    {
        refusal = usable.Length == 0 ? Verdict.Refused(RejectionReason.SecretUnusable, $"nothing can be verified: {problem}") : default;
        return usable.Length == 0;
    }

    /// <summary>The index of a secret whose HMAC over the content equals the signature, or −1. All secrets are compared in constant
    /// time.</summary>
    /// <param name="hash">SHA-1, SHA-256, SHA-384 or SHA-512.</param>
    /// <param name="content">The signed content.</param>
    /// <param name="signature">The signature of the delivery.</param>
    /// <exception cref="ArgumentException">The hash is not supported.</exception>
    public int MatchHmac(HashAlgorithmName hash, ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature)
    {
        var algorithm = SignatureAlgorithm.Hmac(hash)
            ?? throw new ArgumentException($"There is no HMAC with {hash.Name} here.", nameof(hash));
        return signature.Length == algorithm.Bytes ? Match(algorithm, content, signature) : -1;
    }

    /// <summary>
    /// The index of a secret whose signature over the content is among those presented, or −1. Every secret is compared with
    /// every signature, so that the duration reveals nothing.
    /// </summary>
    /// <param name="algorithm">The signature algorithm.</param>
    /// <param name="content">The signed content.</param>
    /// <param name="signatures">The presented signatures, concatenated.</param>
    internal int Match(SignatureAlgorithm algorithm, ReadOnlySpan<byte> content, ReadOnlySpan<byte> signatures)
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
    internal static bool Matches(SecretKey secret, SignatureAlgorithm algorithm, ReadOnlySpan<byte> content, ReadOnlySpan<byte> signatures)
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
    /// The rejection if no usable secret matched: one that the provider retries if an unusable secret may be the reason.
    /// </summary>
    /// <param name="what">What was checked, as the subject of a sentence that ends "… any of 2 secrets".</param>
    public Verdict NoMatch(string what)
    {
        var tried = usable.Length == 1 ? "the secret" : $"any of {usable.Length} secrets";
        return problem is null
            ? Verdict.Refused(RejectionReason.SignatureMismatch, $"{what} does not match with {tried}")
            : Verdict.Refused(RejectionReason.SecretUnusable, $"{what} does not match with {tried}, and {problem}");
    }
}
