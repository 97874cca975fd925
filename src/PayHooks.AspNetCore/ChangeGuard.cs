using Microsoft.AspNetCore.Http;

namespace PayHooks.AspNetCore;

/// <summary>
/// Keeps browsers from changing something for a foreign page: a change needs a header that such a page cannot send without
/// asking first, and an <c>Origin</c>, if there is one, that is this server's.
/// </summary>
internal static class ChangeGuard
{
    /// <summary>The header that a change must have; its value is 1.</summary>
    public const string Header = "x-payhooks";

    /// <summary>Why the request may not change anything, or null when it may or does not want to.</summary>
    public static string? Check(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        {
            return null;
        }

        if (request.Headers[Header] is not ["1"])
        {
            return $"A request that changes something needs the header {Header}: 1.";
        }

        return IsSameOrigin(request) ? null : "The request comes from a page of another origin.";
    }

    private static bool IsSameOrigin(HttpRequest request) => request.Headers.Origin switch
    {
        [] => true,
        [{ } origin] => string.Equals(origin, $"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };
}
