using System.Buffers.Text;
using System.Security.Cryptography;
using PayHooks.Verification.Api;

namespace PayHooks.Registration;

/// <summary>Secrets that we choose: 32 random bytes in base64url, or as many as the provider has room for.</summary>
internal static class NewSecret
{
    private const int Bytes = 32;

    /// <summary>Creates one.</summary>
    public static string Create(EndpointRules rules) =>
        rules.SecretPrefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(BytesOf(rules)));

    /// <summary>Whether a secret has the form of those that we choose.</summary>
    public static bool IsOurs(string secret, EndpointRules rules)
    {
        var length = Base64Url.GetEncodedLength(BytesOf(rules));
        return secret.Length == rules.SecretPrefix.Length + length && secret.StartsWith(rules.SecretPrefix, StringComparison.Ordinal)
            && Base64Url.IsValid(secret.AsSpan(rules.SecretPrefix.Length));
    }

    private static int BytesOf(EndpointRules rules) =>
        Math.Min(Bytes, Base64Url.GetMaxDecodedLength(rules.SecretLength - rules.SecretPrefix.Length));
}
