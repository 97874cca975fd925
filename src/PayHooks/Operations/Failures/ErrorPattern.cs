using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace PayHooks.Operations.Failures;

/// <summary>
/// Makes errors with the same cause equal: what differs from event to event is replaced, that is numbers, ids, hashes and addresses.
/// </summary>
internal static partial class ErrorPattern
{
    private const int MostCharacters = 300;

    // Shorter words with digits name things: HTTP2, Int32, utf8.
    private const int ShortestId = 8;
    private const RegexOptions Options =
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdefABCDEF");

    private const string Number = "<n>";
    private const string Id = "<id>";

    /// <summary>The pattern of an error.</summary>
    public static string Of(string error)
    {
        ArgumentNullException.ThrowIfNull(error);
        var text = error.ReplaceLineEndings(" ");

        // Each expression only where it can match: thousands of errors are read for one answer.
        text = text.Contains('@', StringComparison.Ordinal) ? Email().Replace(text, "<email>") : text;
        if (text.AsSpan().ContainsAny(Hexadecimal))
        {
            text = text.Contains('-', StringComparison.Ordinal) ? Uuid().Replace(text, Id) : text;
            text = text.AsSpan().ContainsAny('.', ':') ? Address().Replace(text, "<address>") : text;
            text = WithoutIds(text);
            text = text.AsSpan().Count('>') > 1 ? Run().Replace(text, "${first}") : text;
        }

        return text.Length <= MostCharacters ? text : string.Concat(text.AsSpan(0, MostCharacters), "…");
    }

    private static string WithoutIds(string text)
    {
        var pattern = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length;)
        {
            var end = at;
            while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] == '_'))
            {
                end++;
            }

            if (end == at)
            {
                pattern.Append(text[at++]);
                continue;
            }

            AppendWord(pattern, text.AsSpan(at, end - at));
            at = end;
        }

        return pattern.ToString();
    }

    private static void AppendWord(StringBuilder pattern, ReadOnlySpan<char> word)
    {
        if (!word.ContainsAnyInRange('0', '9'))
        {
            pattern.Append(word);
        }
        else if (word.Length >= ShortestId && word.ContainsAnyExceptInRange('0', '9'))
        {
            pattern.Append(Id);
        }
        else
        {
            for (var at = 0; at < word.Length; at++)
            {
                if (!char.IsAsciiDigit(word[at]))
                {
                    pattern.Append(word[at]);
                }
                else if (at == 0 || !char.IsAsciiDigit(word[at - 1]))
                {
                    pattern.Append(Number);
                }
            }
        }
    }

    [GeneratedRegex(@"[\w.+-]+@[\w-]+(\.[\w-]+)+", Options)]
    private static partial Regex Email();

    [GeneratedRegex("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", Options)]
    private static partial Regex Uuid();

    // IPv6, and IPv4 with its port.
    [GeneratedRegex(
        @"\[?[0-9a-fA-F]{1,4}(:[0-9a-fA-F]{0,4}){3,7}(\]:[0-9]+|\])?|[0-9]{1,3}(\.[0-9]{1,3}){3}(:[0-9]+)?",
        Options)]
    private static partial Regex Address();

    // A time, an amount, a date: several parts, of which one or another may be missing.
    [GeneratedRegex("(?<first><n>|<id>)([.,:/+-](<n>|<id>))+", Options)]
    private static partial Regex Run();
}
