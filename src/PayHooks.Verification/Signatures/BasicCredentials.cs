using System.Security.Cryptography;

namespace PayHooks.Verification.Signatures;

/// <summary>
/// HTTP Basic (RFC 7617): the scheme's name in any case, then the base64 of <c>user:password</c> in UTF-8. A secret of the
/// source is the whole <c>user:password</c>; the first colon ends the user name.
/// </summary>
internal sealed class BasicCredentials
{
    /// <summary>The header of the credentials.</summary>
    public const string HeaderName = "Authorization";

    private const string Scheme = "Basic";
    private const int LongestCredentials = 1024;

    /// <summary>The header that requests credentials.</summary>
    public static readonly IReadOnlyList<KeyValuePair<string, string>> Challenge =
        [KeyValuePair.Create("WWW-Authenticate", "Basic realm=\"webhooks\", charset=\"UTF-8\"")];

    private readonly SecretSet secrets;

    public BasicCredentials(IReadOnlyList<Secret> configured)
    {
        secrets = new SecretSet(configured);
        foreach (var secret in secrets.Usable)
        {
            if (!secret.Bytes.Contains((byte)':'))
            {
                throw new FormatException($"secret {secret.Index} has no ':'; write it as user:password");
            }
        }
    }

    public Verdict Verify(Delivery delivery)
    {
        if (secrets.IsEmpty(out var refusal)
            || !SingleHeader.TryRead(delivery, HeaderName, RejectionReason.SignatureMissing, out var text, out refusal))
        {
            return refusal;
        }

        Span<byte> presented = stackalloc byte[LongestCredentials];
        if (!text.StartsWith(Scheme + " ", StringComparison.OrdinalIgnoreCase))
        {
            return Malformed("does not begin with 'Basic '");
        }

        if (!SignatureText.TryDecodeBase64(text.AsSpan(Scheme.Length).Trim(' '), presented, out var length))
        {
            return Malformed($"is not 'Basic ' and the base64 of at most {LongestCredentials} bytes");
        }

        presented = presented[..length];
        if (!presented.Contains((byte)':'))
        {
            return Malformed("holds no ':' between user and password");
        }

        var index = Match(presented);
        return index >= 0
            ? Verdict.Genuine(VerificationLevel.Credentials, index)
            : secrets.NoMatch($"the user:password pair in header '{HeaderName}'");
    }

    /// <summary>The header with the credentials of a secret.</summary>
    public static KeyValuePair<string, string> Header(Secret secret) =>
        KeyValuePair.Create(HeaderName, $"{Scheme} {Convert.ToBase64String(secret.Utf8)}");

    // Digests are compared, because comparing the texts would reveal their length.
    private int Match(ReadOnlySpan<byte> presented)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(presented, digest);
        Span<byte> expected = stackalloc byte[SHA256.HashSizeInBytes];
        var found = -1;
        foreach (var secret in secrets.Usable)
        {
            SHA256.HashData(secret.Bytes, expected);
            if (CryptographicOperations.FixedTimeEquals(digest, expected) & (found < 0))
            {
                found = secret.Index;
            }
        }

        return found;
    }

    private static Verdict Malformed(string detail) =>
        Verdict.Refused(RejectionReason.SignatureMalformed, $"header '{HeaderName}' {detail}");
}
