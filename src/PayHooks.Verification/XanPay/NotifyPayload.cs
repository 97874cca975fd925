using System.Text;
using PayHooks.Verification.Signatures;

namespace PayHooks.Verification.XanPay;

/// <summary>
/// The text that the merchant passed to XanPay with a charge and gets back. It may be anything; XanPay recommends the base64 of a
/// JSON object, and some merchants send the object directly.
/// </summary>
internal static class NotifyPayload
{
    /// <summary>The JSON in the text, with only its first character checked; null if there is none.</summary>
    public static byte[]? Decode(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        var padded = text.PadRight((text.Length + 3) / 4 * 4, '=');
        var json = SignatureText.TryDecodeBase64(padded, bytes, out var length)
            ? bytes[..length]
            : Encoding.UTF8.GetBytes(text);
        return json.AsSpan().TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..] ? json : null;
    }
}
