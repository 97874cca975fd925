using System.Globalization;

namespace PayHooks.Verification;

/// <summary>
/// Parses the times that providers send: RFC 3339 (<c>2024-09-26T10:47:22.37Z</c>), the output of Go's <c>time.Time.String</c>
/// (<c>2024-09-26 10:55:14.573735 +0000 UTC</c>; the zone name and a trailing monotonic <c>m=+0.1</c> are ignored), and Unix
/// time in seconds (optionally with a fraction) or milliseconds.
/// </summary>
internal static class ProviderTime
{
    // As seconds this is the year 5138; as milliseconds it is 1973.
    private const decimal FirstMilliseconds = 100_000_000_000m;
    private static readonly decimal LastMillisecond = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>The time in UTC, or null if the text is not a time (or is Go's zero time, which means none).</summary>
    public static DateTimeOffset? Parse(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        return text.Length > 10 && text[4] == '-' ? Calendar(text) : Unix(text);
    }

    private static DateTimeOffset? Unix(ReadOnlySpan<char> text)
    {
        const NumberStyles style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (!decimal.TryParse(text, style, CultureInfo.InvariantCulture, out var number) || number <= 0 || number > LastMillisecond)
        {
            return null;
        }

        var milliseconds = number < FirstMilliseconds ? number * 1000 : number;
        return DateTimeOffset.UnixEpoch.AddTicks((long)(milliseconds * TimeSpan.TicksPerMillisecond));
    }

    private static DateTimeOffset? Calendar(ReadOnlySpan<char> text)
    {
        const string format = "yyyy-MM-dd HH:mm:ss";
        if (text.Length <= format.Length || text[10] is not ('T' or 't' or ' '))
        {
            return null;
        }

        Span<char> clock = stackalloc char[format.Length];
        text[..format.Length].CopyTo(clock);
        clock[10] = ' ';
        if (!DateTime.TryParseExact(clock, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            return null;
        }

        var rest = text[format.Length..];
        var fraction = Fraction(ref rest);
        if (fraction is null || Offset(rest.TrimStart()) is not { } offset || local.Year < 2)
        {
            return null;
        }

        var ticks = local.Ticks + fraction.Value - offset.Ticks;
        return ticks <= DateTime.MaxValue.Ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;
    }

    // Go prints up to nine digits; a tick is the seventh.
    private static long? Fraction(ref ReadOnlySpan<char> rest)
    {
        if (rest[0] is not ('.' or ','))
        {
            return 0;
        }

        var digits = rest[1..].IndexOfAnyExceptInRange('0', '9');
        digits = digits < 0 ? rest.Length - 1 : digits;
        var ticks = 0L;
        for (var i = 0; i < 7; i++)
        {
            ticks = (ticks * 10) + (i < digits ? rest[1 + i] - '0' : 0);
        }

        rest = rest[(1 + digits)..];
        return digits > 0 ? ticks : null;
    }

    private static TimeSpan? Offset(ReadOnlySpan<char> text)
    {
        var end = text.IndexOf(' ');
        text = end < 0 ? text : text[..end];
        if (text is "Z" or "z")
        {
            return TimeSpan.Zero;
        }

        var digits = text.Length == 6 && text[3] == ':' ? 4 : text.Length == 5 ? 3 : 0;
        return digits > 0 && text[0] is ('+' or '-')
            && int.TryParse(text[1..3], NumberStyles.None, CultureInfo.InvariantCulture, out var hours) && hours < 24
            && int.TryParse(text[digits..], NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) && minutes < 60
            ? new TimeSpan(hours, minutes, 0) * (text[0] == '-' ? -1 : 1)
            : null;
    }
}
