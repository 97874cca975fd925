using Microsoft.AspNetCore.Http;

namespace PayHooks.AspNetCore;

/// <summary>
/// Keeps pages of other origins out of the API. What a browser says of a request's origin must be this server's, also for reads, whose
/// answer such a page cannot see but whose work it could cause. A change also requires a header that a foreign page cannot send without a
/// preflight request.
/// </summary>
internal static class OriginGuard
{
    /// <summary>The header that a change requires; its value is 1.</summary>
    public const string Header = "x-payhooks";

    // Every current browser sends it: https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header. "none" is the address bar.
    private const string FetchSite = "Sec-Fetch-Site";

    /// <summary>Returns why the request is refused, or null if it is allowed.</summary>
    public static string? Check(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!IsSameOrigin(request) || request.Headers[FetchSite] is not ([] or ["same-origin"] or ["none"]))
        {
            return "The request comes from a page of another origin.";
        }

        var changes = !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method);
        return changes && request.Headers[Header] is not ["1"]
            ? $"A request that changes something needs the header {Header}: 1."
            : null;
    }

    private static bool IsSameOrigin(HttpRequest request) => request.Headers.Origin switch
    {
        [] => true,
        [{ } origin] => string.Equals(origin, $"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };
}
