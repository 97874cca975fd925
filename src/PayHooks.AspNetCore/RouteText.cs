using Microsoft.AspNetCore.Http;

namespace PayHooks.AspNetCore;

/// <summary>Reads route values that can contain any text.</summary>
internal static class RouteText
{
    private const int MostOfKey = 100;

    /// <summary>
    /// The possible meanings of a route value, most likely first: servers decode it except for slashes, which stay <c>%2F</c>. Ids
    /// chosen by merchants do contain slashes.
    /// </summary>
    public static IEnumerable<string> Of(HttpContext context, string name)
    {
        ArgumentNullException.ThrowIfNull(context);
        var text = (string)context.Request.RouteValues[name]!;
        return new[] { text.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase), text }.Distinct(StringComparer.Ordinal);
    }

    /// <summary>The value <c>id</c> as a key of the state store; null if it cannot be one, and so identifies nothing.</summary>
    public static string? KeyOf(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var id = (string)context.Request.RouteValues["id"]!;
        return id.Length <= MostOfKey && id.All(static one => char.IsAsciiLetterOrDigit(one) || one == '_') ? id : null;
    }
}
