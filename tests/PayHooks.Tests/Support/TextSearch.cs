using System.Text.RegularExpressions;

namespace PayHooks.Tests.Support;

/// <summary>Finds things in texts.</summary>
internal static class TextSearch
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Every match of a pattern, or of its group <c>it</c>; ^ and $ stand for lines, a dot for any character but a line's
    /// end.</summary>
    public static string[] Find(this string text, string pattern) =>
        [.. Regex.Matches(text, pattern, RegexOptions.Multiline | RegexOptions.ExplicitCapture, Patience)
            .Select(match => match.Groups["it"] is { Success: true } it ? it.Value : match.Value)];
}
