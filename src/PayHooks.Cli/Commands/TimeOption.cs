using System.CommandLine;
using System.Globalization;

namespace PayHooks.Cli.Commands;

/// <summary>An option that takes a time: a date, a date and time, or an age.</summary>
internal static class TimeOption
{
    private static readonly string[] Formats =
        ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>Creates an option for a time in the past.</summary>
    public static Option<DateTimeOffset?> Create(string name, string description, TimeProvider time) =>
        Create(name, description, "ago", -1, time);

    /// <summary>Creates an option for a time in the future.</summary>
    public static Option<DateTimeOffset?> CreateFuture(string name, string description, TimeProvider time) =>
        Create(name, description, "from now", 1, time);

    private static Option<DateTimeOffset?> Create(string name, string description, string direction, int sign, TimeProvider time) =>
        new(name)
        {
            Description = $"{description}: 2026-01-31, 2026-01-31T09:30Z (UTC unless it names an offset), or {direction}: 30m, 24h, 7d",
            HelpName = "TIME",
            CustomParser = result =>
            {
                var word = result.Tokens[0].Value;
                if (Read(word, time.GetUtcNow(), sign) is { } read)
                {
                    return read;
                }

                result.AddError(
                    $"{name}: '{word}' is not a time. Write it as 2026-01-31, 2026-01-31T09:30Z, or {direction}: 30m, 24h, 7d.");
                return null;
            },
        };

    private static DateTimeOffset? Read(string word, DateTimeOffset now, int sign)
    {
        if (DateTimeOffset.TryParseExact(word, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return time;
        }

        if (word.Length < 2
            || !ushort.TryParse(word.AsSpan(0, word.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return null;
        }

        return word[^1] switch
        {
            's' => now.AddSeconds(sign * count),
            'm' => now.AddMinutes(sign * count),
            'h' => now.AddHours(sign * count),
            'd' => now.AddDays(sign * count),
            _ => null,
        };
    }
}
