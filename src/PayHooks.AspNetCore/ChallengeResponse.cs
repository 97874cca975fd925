using System.Text;
using Microsoft.AspNetCore.Http;
using PayHooks.Configuration;

namespace PayHooks.AspNetCore;

/// <summary>
/// Responds to the GET request that some providers send to verify ownership of a URL. The response echoes what the caller sent, so
/// it is short, printable ASCII, and always served as plain text.
/// </summary>
internal static class ChallengeResponse
{
    /// <summary>The maximum length of the response; known challenges have fewer than 100 characters.</summary>
    public const int Longest = 1024;

    /// <summary>Responds if the source's provider recognizes the challenge; returns whether it did.</summary>
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
