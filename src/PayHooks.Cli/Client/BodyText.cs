using System.Buffers;
using System.Text;

namespace PayHooks.Cli.Client;

/// <summary>A body that is not JSON, as readable text.</summary>
internal static class BodyText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Returns the lines of a text, or the decoded fields of a form, one per line; null when the bytes are not text.</summary>
    public static string[]? Lines(byte[] body) => Of(body) is not { } text ? null
        : IsForm(text) ? [.. text.Split('&').Select(Decode)]
        : text.ReplaceLineEndings("\n").Split('\n');

    /// <summary>Returns the exact text, which may be what was signed; null when the bytes are not text.</summary>
    public static string? Of(ReadOnlySpan<byte> body)
    {
        try
        {
            var text = Strict.GetString(body);
            return text.Any(c => char.IsControl(c) && c is not ('\r' or '\n' or '\t')) ? null : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>Returns the text of the first part of a body, which may end within a character; null when the bytes are not text.</summary>
    public static string? OfStart(ReadOnlySpan<byte> body) =>
        Of(Rune.DecodeLastFromUtf8(body, out _, out var length) == OperationStatus.NeedMoreData ? body[..^length] : body);

    /// <summary>Whether a body is a form.</summary>
    public static bool IsFormBody(ReadOnlySpan<byte> body) => Of(body) is { } text && IsForm(text);

    // The characters that application/x-www-form-urlencoded leaves unescaped; the first name ends before any other character.
    private static bool IsForm(string text) => text.IndexOf('=', StringComparison.Ordinal) > 0
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '%' or '+' or '&' or '=' or '.' or '-' or '_' or '*' or '~' or '[' or ']');

    private static string Decode(string field) => Uri.UnescapeDataString(field.Replace('+', ' '));
}
