using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace PayHooks.AspNetCore;

/// <summary>The size of a page in a request.</summary>
internal static class LimitText
{
    /// <summary>Reads <c>?limit=</c>. A number outside the range counts as its nearest bound.</summary>
    /// <returns>The number, <paramref name="usual"/> if absent; null if it is not a number.</returns>
    public static int? Read(IQueryCollection query, int usual, int most)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (QueryMembers.Text(query, "limit") is not { } text)
        {
            return usual;
        }

        // A number too long for the type is still a large number.
        return !IsNumber(text) ? null
            : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? Math.Clamp(number, 1, most)
            : text[0] == '-' ? 1 : most;
    }

    /// <summary>The error for another text.</summary>
    public static string ProblemOf(int most) => $"limit must be a number from 1 to {most}.";

    private static bool IsNumber(string text)
    {
        var digits = text.AsSpan(text[0] == '-' ? 1 : 0);
        return digits.Length > 0 && !digits.ContainsAnyExceptInRange('0', '9');
    }
}
