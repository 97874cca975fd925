using System.Buffers;
using System.Globalization;
using System.Text;

namespace PayHooks.Cli.Terminal;

/// <summary>
/// Makes a text safe for a terminal or a log line. The texts of a provider, a stranger or a handler's error must not move the cursor, color
/// the terminal, begin a line of their own, reorder what surrounds them, or hide anything.
/// </summary>
internal static class SafeText
{
    private const char Replacement = '?';

    /// <summary>Returns the text on one line: line breaks and tabs become spaces, unsafe characters question marks.</summary>
    public static string Of(string text)
    {
        if (text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0)
        {
            return text;
        }

        var safe = new StringBuilder(text.Length);
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            var isWhole = Rune.DecodeFromUtf16(rest, out var rune, out var length) == OperationStatus.Done;
            length = rest.StartsWith("\r\n", StringComparison.Ordinal) ? 2 : length;
            _ = IsBreak(rune.Value) ? safe.Append(' ')
                : isWhole && !IsUnsafe(rune) ? safe.Append(rest[..length])
                : safe.Append(Replacement);
            rest = rest[length..];
        }

        return safe.ToString();
    }

    /// <summary>Escapes the same characters in a JSON text, where they can occur only in strings.</summary>
    public static string OfJson(string json)
    {
        if (json.AsSpan().IndexOfAnyInRange('\u007f', '\uffff') < 0)
        {
            return json;
        }

        var safe = new StringBuilder(json.Length);
        for (var rest = json.AsSpan(); !rest.IsEmpty;)
        {
            var isWhole = Rune.DecodeFromUtf16(rest, out var rune, out var length) == OperationStatus.Done;
            if (isWhole && (rune.Value <= '~' || !IsUnsafe(rune)))
            {
                safe.Append(rest[..length]);
            }
            else
            {
                foreach (var unit in rest[..length])
                {
                    safe.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
                }
            }

            rest = rest[length..];
        }

        return safe.ToString();
    }

    // Tab, and what Unicode lists as mandatory line breaks (UAX #14: BK, CR, LF, NL).
    private static bool IsBreak(int value) => value is '\t' or '\n' or '\v' or '\f' or '\r' or 0x85 or 0x2028 or 0x2029;

    // The tag characters and the rest of their plane have no glyph; some of them are not assigned and so have no category yet.
    private static bool IsUnsafe(Rune rune) => rune.Value is >= 0xE0000 and <= 0xE0FFF
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
