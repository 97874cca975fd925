using Microsoft.AspNetCore.Http;

namespace PayHooks.AspNetCore;

/// <summary>
/// Prevents cross-site request forgery: a change requires a header that a foreign page cannot send without a preflight request, and its
/// <c>Origin</c> header, if present, must be this server's.
/// </summary>
internal static class ChangeGuard
{
    /// <summary>The header that a change requires; its value is 1.</summary>
    public const string Header = "x-payhooks";

    /// <summary>Returns why the change is refused, or null if it is allowed or the request changes nothing.</summary>
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
