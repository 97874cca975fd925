using System.Text;

namespace PayHooks.Cli.Client;

/// <summary>A body that is no JSON, as a person reads it.</summary>
internal static class BodyText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The lines of a text, the fields of a form one on each line and decoded; null when the bytes are not text.</summary>
    public static string[]? Lines(byte[] body)
    {
        try
        {
            var text = Strict.GetString(body);
            return text.Any(c => char.IsControl(c) && c is not ('\r' or '\n' or '\t')) ? null
                : IsForm(text) ? [.. text.Split('&').Select(Decode)]
                : text.ReplaceLineEndings("\n").Split('\n');
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    // What application/x-www-form-urlencoded leaves unescaped; the first name ends before anything that is not part of a name.
    private static bool IsForm(string text) => text.IndexOf('=', StringComparison.Ordinal) > 0
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '%' or '+' or '&' or '=' or '.' or '-' or '_' or '*' or '~' or '[' or ']');

    private static string Decode(string field) => Uri.UnescapeDataString(field.Replace('+', ' '));
}
