using System.Globalization;

namespace PayHooks.Cli.Terminal;

/// <summary>Formats values for display.</summary>
internal static class Format
{
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
}
