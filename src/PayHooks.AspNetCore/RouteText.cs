using Microsoft.AspNetCore.Http;

namespace PayHooks.AspNetCore;

/// <summary>Reads route values that may be any text.</summary>
internal static class RouteText
{
    /// <summary>
    /// What a route value can mean, the likelier first: servers decode it, except for a slash, which they leave as <c>%2F</c>. Ids that
    /// merchants choose do have slashes.
    /// </summary>
    public static IEnumerable<string> Of(HttpContext context, string name)
    {
        ArgumentNullException.ThrowIfNull(context);
        var text = (string)context.Request.RouteValues[name]!;
        return new[] { text.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase), text }.Distinct(StringComparer.Ordinal);
    }
}
