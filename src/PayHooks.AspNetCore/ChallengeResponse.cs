using System.Text;
using Microsoft.AspNetCore.Http;
using PayHooks.Configuration;

namespace PayHooks.AspNetCore;

/// <summary>
/// Answers the GET with which some providers ask whether a URL is ours. The answer repeats what the caller sent, so it is short,
/// printable ASCII and never anything but text to a browser.
/// </summary>
internal static class ChallengeResponse
{
    /// <summary>The longest answer; known challenges have fewer than 100 characters.</summary>
    public const int Longest = 1024;

    /// <summary>Answers when the source's provider knows the question; returns whether it did.</summary>
    public static async ValueTask<bool> TryWriteAsync(HttpContext context, SourceCatalog sources)
    {
        var (request, response) = (context.Request, context.Response);
        if (!HttpMethods.IsGet(request.Method)
            || sources.Find((string)request.RouteValues["source"]!)?.Provider is not { } provider
            || provider.Challenge(name => request.Query[name] is [{ } only] ? only : null) is not { Length: > 0 and <= Longest } answer
            || answer.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return false;
        }

        response.ContentType = "text/plain; charset=utf-8";
        response.ContentLength = answer.Length;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "no-store";
        await response.Body.WriteAsync(Encoding.ASCII.GetBytes(answer), context.RequestAborted);
        return true;
    }
}
