using System.Security.Cryptography;
using System.Text;

namespace PayHooks.Cli.Verifying;

/// <summary>
/// Tries other algorithms and other decodings of the secret on the raw body, for schemes that put an HMAC of it in a header.
/// </summary>
internal static class KeyProbe
{
    private static readonly (string Name, Func<byte[], byte[], byte[]> Compute)[] Algorithms =
    [
        ("HMAC-SHA256", HMACSHA256.HashData),
        ("HMAC-SHA1", HMACSHA1.HashData),
        ("HMAC-SHA384", HMACSHA384.HashData),
        ("HMAC-SHA512", HMACSHA512.HashData),
    ];

    /// <summary>Describes the signature found in one of the headers; null when nothing matches.</summary>
    public static string? Of(VerifyCase presented)
    {
        var found =
            from header in presented.Headers
            from text in SignatureVariants.Of(header.Value).Select(variant => variant.Text).Prepend(header.Value)
            from signature in new[] { SignatureVariants.FromHex(text), SignatureVariants.FromBase64(text) }.OfType<byte[]>()
            from key in Keys(presented.Secret)
            from algorithm in Algorithms
            where CryptographicOperations.FixedTimeEquals(algorithm.Compute(key.Bytes, presented.Body), signature)
            select $"Header '{header.Key}' holds the {algorithm.Name} of the body, keyed with {key.Name}. That is not what the scheme "
                + "prescribes: compare the sender's settings.";
        return found.FirstOrDefault();
    }

    private static IEnumerable<(string Name, byte[] Bytes)> Keys(string secret)
    {
        yield return ("the secret as it is", Encoding.UTF8.GetBytes(secret));
        if (SignatureVariants.FromHex(secret.Trim()) is { } fromHex)
        {
            yield return ("the secret decoded from hexadecimal", fromHex);
        }

        var plain = secret.Trim();
        plain = plain.StartsWith("whsec_", StringComparison.Ordinal) ? plain[6..] : plain;
        if (SignatureVariants.FromBase64(plain) is { } fromBase64)
        {
            yield return ("the secret decoded from base64", fromBase64);
        }
    }
}
