namespace PayHooks.Verification.Signatures;

/// <summary>How a key is encoded in a secret.</summary>
/// <param name="Encoding">The encoding after the prefix.</param>
/// <param name="Prefix">An optional prefix that is not part of the key.</param>
internal sealed record KeyForm(KeyEncoding Encoding, string Prefix = "")
{
    // The prefix of Standard Webhooks signatures; some dashboards show secrets with it.
    private const string SignatureMark = "v1,";

    /// <summary>The key is the secret's text.</summary>
    public static readonly KeyForm Text = new(KeyEncoding.Utf8);

    /// <summary>Reads the key; null if the secret is invalid, with the problem.</summary>
    public byte[]? Read(Secret secret, out string problem)
    {
        problem = "";
        var bytes = secret.Utf8;
        if (Encoding == KeyEncoding.Utf8)
        {
            bytes = Prefix.Length > 0 && bytes.StartsWith(System.Text.Encoding.UTF8.GetBytes(Prefix)) ? bytes[Prefix.Length..] : bytes;
            problem = bytes.Length == 0 ? $"holds nothing but {Prefix}" : "";
            return bytes.Length == 0 ? null : bytes.ToArray();
        }

        var text = System.Text.Encoding.UTF8.GetString(bytes).Trim();
        text = text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..] : text;
        var key = Encoding == KeyEncoding.Hex ? Hex(text) : Base64(text);
        problem = text.Length == 0 ? "holds no key"
            : key is { Length: > 0 } ? ""
            : text.StartsWith(SignatureMark, StringComparison.Ordinal)
                ? $"begins with '{SignatureMark}', which belongs to signatures: remove it"
            : Encoding == KeyEncoding.Hex ? $"is not a hexadecimal key ({text.Length} characters)"
            : $"is not a base64 key{(Prefix.Length > 0 ? $" after {Prefix}" : "")}";
        return problem.Length == 0 ? key : null;
    }

    private static byte[]? Hex(string text) => text.Length % 2 == 0 && text.All(char.IsAsciiHexDigit) ? Convert.FromHexString(text) : null;

    // Both alphabets, with and without padding: all mean the same key.
    private static byte[]? Base64(string text)
    {
        var digits = text.TrimEnd('=').Replace('-', '+').Replace('_', '/');
        var bytes = new byte[digits.Length];
        return !digits.Any(char.IsWhiteSpace)
            && Convert.TryFromBase64String(digits.PadRight((digits.Length + 3) / 4 * 4, '='), bytes, out var length)
            ? bytes[..length]
            : null;
    }
}

/// <summary>The encodings of a key.</summary>
internal enum KeyEncoding
{
    Utf8 = 0,
    Hex = 1,
    Base64 = 2,
}
