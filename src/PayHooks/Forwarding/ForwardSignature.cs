using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PayHooks.Forwarding;

/// <summary>
/// The Standard Webhooks signature (standardwebhooks.com, spec "Signature scheme"): base64 of HMAC-SHA256 over
/// <c>{id}.{unix seconds}.{body}</c>, keyed with the base64-decoded part of the secret after <c>whsec_</c>.
/// </summary>
internal static class ForwardSignature
{
    private const string Prefix = "whsec_";

    /// <summary>Creates a secret of 32 random bytes.</summary>
    public static string NewSecret() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>The key bytes of a secret, or null if its format is invalid.</summary>
    public static byte[]? TryKey(string secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        var text = secret.StartsWith(Prefix, StringComparison.Ordinal) ? secret[Prefix.Length..] : secret;
        var key = new byte[text.Length];
        return Convert.TryFromBase64String(text, key, out var written) && written is >= 24 and <= 64 ? key[..written] : null;
    }

    /// <summary>Signs a request: adds the headers <c>webhook-id</c>, <c>webhook-timestamp</c> and <c>webhook-signature</c>.</summary>
    public static void AddTo(
        HttpRequestMessage request, ReadOnlySpan<byte> key, string id, DateTimeOffset now, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(request);
        var timestamp = now.ToUnixTimeSeconds();
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", Create(key, id, timestamp, body));
    }

    /// <summary>The value of the <c>webhook-signature</c> header.</summary>
    public static string Create(ReadOnlySpan<byte> key, string id, long unixSeconds, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{unixSeconds}.")));
        hmac.AppendData(body);
        return $"v1,{Convert.ToBase64String(hmac.GetHashAndReset())}";
    }
}
