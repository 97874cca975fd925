using Microsoft.AspNetCore.Http;

namespace PayHooks.AspNetCore;

/// <summary>An answer of the API: never kept by a cache, never guessed to be something else.</summary>
internal static class JsonResponse
{
    /// <summary>Answers with JSON.</summary>
    public static async Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> json, string contentType = "application/json")
    {
        var response = context.Response;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.ContentType = contentType;
        response.ContentLength = json.Length;
        await response.Body.WriteAsync(json, context.RequestAborted);
    }
}
