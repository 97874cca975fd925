using System.Globalization;

namespace PayHooks.Cli.Terminal;

/// <summary>How things read on the screen.</summary>
internal static class Format
{
    /// <summary>
    /// A text from elsewhere without control characters: what a provider or a handler's error says must not move the cursor
    /// or colour the terminal.
    /// </summary>
    public static string Safe(string text) => text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0
        ? text
        : string.Concat(text.Select(c => c != '\n' && IsUnsafe(c) ? '?' : c));

    /// <summary>Whether a character does something to a terminal, or to the text around it, instead of being shown.</summary>
    public static bool IsUnsafe(char c) => char.IsControl(c)
        || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    /// <summary>A text that takes at most so many columns.</summary>
    public static string Cut(string text, int length) => text.Length <= length ? text : $"{text.AsSpan(0, length - 3)}...";

    /// <summary>A count with its noun.</summary>
    public static string Count(long count, string noun) =>
        string.Create(CultureInfo.InvariantCulture,
            $"{count} {(count == 1 ? noun : noun.EndsWith('y') ? $"{noun[..^1]}ies" : $"{noun}s")}");

    /// <summary>A duration in milliseconds or seconds.</summary>
    public static string Took(TimeSpan time) => time.TotalSeconds < 1
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.0} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.00} s");

    /// <summary>How long something is past.</summary>
    public static string Ago(TimeSpan time) => time switch
    {
        { TotalSeconds: < 60 } => "just now",
        { TotalMinutes: < 60 } => $"{Count((long)time.TotalMinutes, "minute")} ago",
        { TotalHours: < 48 } => $"{Count((long)time.TotalHours, "hour")} ago",
        _ => $"{(long)time.TotalDays} days ago",
    };

    /// <summary>A time, in UTC: the hour today, the day too when it is another.</summary>
    public static string Short(DateTimeOffset? time, DateTimeOffset now) => time is not { } known ? "-"
        : known.UtcDateTime.ToString(known.UtcDateTime.Date == now.UtcDateTime.Date ? "HH:mm:ss"
            : "MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>A time in full, in UTC, or null.</summary>
    public static string? Full(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
