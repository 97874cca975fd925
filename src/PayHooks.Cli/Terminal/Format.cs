using System.Globalization;

namespace PayHooks.Cli.Terminal;

/// <summary>Formats values for display.</summary>
internal static class Format
{
    /// <summary>
    /// Replaces control characters in untrusted text: the words of a provider or a handler's error must not move the cursor
    /// or color the terminal.
    /// </summary>
    public static string Safe(string text) => text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0
        ? text
        : string.Concat(text.Select(c => c != '\n' && IsUnsafe(c) ? '?' : c));

    /// <summary>Whether a character controls the terminal or changes the surrounding text instead of being displayed.</summary>
    public static bool IsUnsafe(char c) => char.IsControl(c)
        || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    /// <summary>Truncates a text to a number of columns.</summary>
    public static string Cut(string text, int length) => text.Length <= length ? text : $"{text.AsSpan(0, length - 3)}...";

    /// <summary>Formats a count with its noun.</summary>
    public static string Count(long count, string noun) =>
        string.Create(CultureInfo.InvariantCulture,
            $"{count} {(count == 1 ? noun : noun.EndsWith('y') ? $"{noun[..^1]}ies" : $"{noun}s")}");

    /// <summary>Formats a duration in milliseconds or seconds.</summary>
    public static string Took(TimeSpan time) => time.TotalSeconds < 1
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.0} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.00} s");

    /// <summary>Formats how long ago something happened.</summary>
    public static string Ago(TimeSpan time) => time switch
    {
        { TotalSeconds: < 60 } => "just now",
        { TotalMinutes: < 60 } => $"{Count((long)time.TotalMinutes, "minute")} ago",
        { TotalHours: < 48 } => $"{Count((long)time.TotalHours, "hour")} ago",
        _ => $"{(long)time.TotalDays} days ago",
    };

    /// <summary>Formats a time in UTC, with the date unless it is today.</summary>
    public static string Short(DateTimeOffset? time, DateTimeOffset now) => time is not { } known ? "-"
        : known.UtcDateTime.ToString(known.UtcDateTime.Date == now.UtcDateTime.Date ? "HH:mm:ss"
            : "MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>Formats a date and time in UTC; null for null.</summary>
    public static string? Full(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
