using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace PayHooks.Cli.Masking;

/// <summary>
/// Replaces texts by random ones of the same shape: digits by digits, letters by letters of the same case, everything else stays. A text
/// has the same replacement throughout one body, so that references still match.
/// </summary>
internal sealed partial class ValueMask
{
    private const string Lower = "abcdefghijklmnopqrstuvwxyz";
    private const int MostDraws = 30;

    // No top-level domain consists of it, so nothing can be sent to a masked address.
    private const char UndeliverableLetter = 'q';

    private readonly Dictionary<string, string> texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> numbers = new(StringComparer.Ordinal);

    /// <summary>How many different values were replaced.</summary>
    public int Count => texts.Count + numbers.Count;

    /// <summary>Replaces a text.</summary>
    public string Text(string text)
    {
        if (!texts.TryGetValue(text, out var masked))
        {
            texts[text] = masked = MakeText(text);
        }

        return masked;
    }

    /// <summary>Replaces a JSON number by one of the same length that is not larger, so that it fits the same types.</summary>
    public string Number(string number)
    {
        if (!numbers.TryGetValue(number, out var masked))
        {
            numbers[number] = masked = MakeNumber(number);
        }

        return masked;
    }

    private static string MakeText(string text)
    {
        var masked = new StringBuilder(text.Length);

        // The kind of an id, as in pi_3PExample.
        var kept = IdPrefix().Match(text).Length;
        masked.Append(text.AsSpan(0, kept));
        foreach (var rune in text[kept..].EnumerateRunes())
        {
            masked.Append(Replacement(rune));
        }

        return HostEnd().Replace(masked.ToString(), host => new string(UndeliverableLetter, host.Length));
    }

    private static char Replacement(Rune rune) => rune switch
    {
        { IsAscii: true } when !Rune.IsLetterOrDigit(rune) => (char)rune.Value,
        _ when Rune.IsDigit(rune) => Digit('0', '9'),
        _ when Rune.IsUpper(rune) => char.ToUpperInvariant(Letter()),
        _ when Rune.IsLetter(rune) => Letter(),
        _ => '_',
    };

    private static string MakeNumber(string number)
    {
        for (var draw = 0; draw < MostDraws; draw++)
        {
            var drawn = DigitsOf(number, static (isFirst, digit) =>
                digit == '0' && isFirst ? '0' : Digit(isFirst ? '1' : '0', '9'));
            if (string.CompareOrdinal(drawn, number) <= 0)
            {
                return drawn;
            }
        }

        return DigitsOf(number, static (isFirst, digit) => isFirst && digit != '0' ? '1' : '0');
    }

    // An exponent stays: another one could exceed every type.
    private static string DigitsOf(string number, Func<bool, char, char> replace)
    {
        var end = number.AsSpan().IndexOfAny('e', 'E');
        var first = number.AsSpan().IndexOfAnyInRange('0', '9');
        return string.Create(number.Length, (number, replace, first, end: end < 0 ? number.Length : end), static (digits, of) =>
        {
            of.number.CopyTo(digits);
            for (var i = 0; i < of.end; i++)
            {
                digits[i] = char.IsAsciiDigit(digits[i]) ? of.replace(i == of.first, digits[i]) : digits[i];
            }
        });
    }

    private static char Letter() => Lower[RandomNumberGenerator.GetInt32(Lower.Length)];

    private static char Digit(char from, char to) => (char)RandomNumberGenerator.GetInt32(from, to + 1);

    [GeneratedRegex("^[a-z]{2,5}_(?:(?:test|live)_)?(?=[A-Za-z0-9]{14,}$)(?=[A-Za-z]*[0-9])", RegexOptions.None, 1000)]
    private static partial Regex IdPrefix();

    // The last label of the host in an e-mail address or a URL.
    [GeneratedRegex(@"(?<=(?:@|://)[A-Za-z0-9.-]*\.)[A-Za-z]+(?![A-Za-z0-9.-]*[A-Za-z0-9])", RegexOptions.None, 1000)]
    private static partial Regex HostEnd();
}
