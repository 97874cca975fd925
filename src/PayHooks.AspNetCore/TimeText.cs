using System.Globalization;

namespace PayHooks.AspNetCore;

/// <summary>A time in a request.</summary>
internal static class TimeText
{
    private static readonly string[] Formats =
        ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>Reads a time or a day, in UTC unless it names an offset; null if it is neither.</summary>
    public static DateTimeOffset? Read(string text) =>
        DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;

    /// <summary>The error for another text.</summary>
    public static string ProblemOf(string name) =>
        $"{name} must be a time such as 2026-01-31T09:30:00Z or a day such as 2026-01-31, in UTC unless it names an offset.";
}
