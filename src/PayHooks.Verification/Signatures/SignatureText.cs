using System.Buffers;
using System.Buffers.Text;

namespace PayHooks.Verification.Signatures;

/// <summary>Encodes and decodes signatures as text: one spelling per signature, exact lengths, no white space.</summary>
public static class SignatureText
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    private static readonly SearchValues<char> Base64Digits =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

    /// <summary>Decodes a signature that fills <paramref name="signature"/> exactly.</summary>
    public static bool TryDecode(SignatureEncoding encoding, ReadOnlySpan<char> text, Span<byte> signature)
    {
        if (encoding != SignatureEncoding.Base64 && text.Length == HexLength(signature.Length))
        {
            return text.IndexOfAnyExcept(HexDigits) < 0
                && Convert.FromHexString(text, signature, out _, out _) == OperationStatus.Done;
        }

        return encoding != SignatureEncoding.Hex && text.Length == Base64Length(signature.Length)
            && TryDecodeBase64(text, signature, out var written) && written == signature.Length;
    }

    /// <summary>Decodes standard base64 with padding; rejects white space and non-zero unused bits.</summary>
    public static bool TryDecodeBase64(ReadOnlySpan<char> text, Span<byte> bytes, out int written)
    {
        written = 0;
        var digits = text.TrimEnd('=');
        if (text.Length % 4 != 0 || text.Length - digits.Length > 2 || digits.IndexOfAnyExcept(Base64Digits) >= 0
            || !Convert.TryFromBase64Chars(text, bytes, out written))
        {
            return false;
        }

        // Non-zero unused bits in the last character would be a second spelling of the same signature.
        Span<char> lastGroup = stackalloc char[4];
        var lastBytes = written == 0 ? 0 : ((written - 1) % 3) + 1;
        return Convert.TryToBase64Chars(bytes.Slice(written - lastBytes, lastBytes), lastGroup, out var length)
            && text.EndsWith(lastGroup[..length], StringComparison.Ordinal);
    }

    /// <summary>Encodes a signature; <see cref="SignatureEncoding.Auto"/> writes lowercase hexadecimal.</summary>
    public static string Encode(SignatureEncoding encoding, ReadOnlySpan<byte> signature) =>
        encoding == SignatureEncoding.Base64 ? Convert.ToBase64String(signature) : Convert.ToHexStringLower(signature);

    /// <summary>Describes the expected and the actual form without revealing any of the text.</summary>
    internal static string Mismatch(SignatureEncoding encoding, int bytes, ReadOnlySpan<char> text)
    {
        var hex = $"{HexLength(bytes)} hexadecimal digits";
        var base64 = $"{Base64Length(bytes)} base64 characters";
        var expected = encoding switch
        {
            SignatureEncoding.Hex => hex,
            SignatureEncoding.Base64 => base64,
            _ => $"{hex} or {base64}",
        };
        return $"expected {expected}, saw {text.Length} characters{Guess(bytes, text)}";
    }

    private static string Guess(int bytes, ReadOnlySpan<char> text)
    {
        if (text.Contains(','))
        {
            return " with a comma (several values?)";
        }

        if (text.Length == HexLength(bytes) && text.IndexOfAnyExcept(HexDigits) < 0)
        {
            return " (hexadecimal?)";
        }

        if (text.Length == Base64Length(bytes) && text.TrimEnd('=').IndexOfAnyExcept(Base64Digits) < 0)
        {
            return " (base64?)";
        }

        return text.Contains('=') && text.IndexOf('=') < 10 ? " (an algorithm prefix?)" : "";
    }

    private static int HexLength(int bytes) => bytes * 2;

    private static int Base64Length(int bytes) => Base64.GetMaxEncodedToUtf8Length(bytes);
}
