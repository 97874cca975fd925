namespace PayHooks.Cli.Verifying;

/// <summary>A signature in another format.</summary>
/// <param name="When">What was changed, as the end of "it verifies when …".</param>
/// <param name="Text">The signature.</param>
internal sealed record SignatureVariant(string When, string Text);

/// <summary>Rewrites a signature in other formats.</summary>
internal static class SignatureVariants
{
    /// <summary>Returns the variants that differ from the original.</summary>
    public static IEnumerable<SignatureVariant> Of(string text)
    {
        var bare = text.Trim().Trim('"', '\'');
        var plain = bare.IndexOf('=', StringComparison.Ordinal) is > 0 and < 8 and var prefix && bare.TrimEnd('=').Length > prefix
            ? bare[(prefix + 1)..] : bare;
        var first = plain.Split(',', ';')[0].Trim();
        return new[]
        {
            new SignatureVariant("quotation marks and white space are removed from it", bare),
            new SignatureVariant($"the prefix '{bare[..^plain.Length]}' is removed from it", plain),
            new SignatureVariant("only the first value of it is taken", first),
            Rewritten(plain, "it is written in hexadecimal instead of base64", FromBase64, Convert.ToHexStringLower),
            Rewritten(plain, "it is written in base64 instead of hexadecimal", FromHex, bytes => Convert.ToBase64String(bytes)),
            new SignatureVariant("its URL escapes are decoded", Uri.UnescapeDataString(bare)),
        }.OfType<SignatureVariant>().Where(variant => variant.Text != text && variant.Text.Length > 0);
    }

    /// <summary>Decodes hexadecimal text, or returns null.</summary>
    public static byte[]? FromHex(string text) =>
        text.Length > 0 && text.Length % 2 == 0 && text.All(char.IsAsciiHexDigit) ? Convert.FromHexString(text) : null;

    /// <summary>Decodes base64 text, in either alphabet and with or without padding, or returns null.</summary>
    public static byte[]? FromBase64(string text)
    {
        var digits = text.TrimEnd('=').Replace('-', '+').Replace('_', '/');
        var bytes = new byte[digits.Length];
        return digits.Length > 0 && Convert.TryFromBase64String(digits.PadRight((digits.Length + 3) / 4 * 4, '='), bytes, out var length)
            ? bytes[..length] : null;
    }

    private static SignatureVariant? Rewritten(string text, string when, Func<string, byte[]?> read, Func<byte[], string> write) =>
        read(text) is { } bytes ? new SignatureVariant(when, write(bytes)) : null;
}
