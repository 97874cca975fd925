using Microsoft.AspNetCore.Http;

namespace PayHooks.AspNetCore;

/// <summary>A JSON response of the API: never cached, never content-sniffed.</summary>
internal static class JsonResponse
{
    /// <summary>Writes a JSON response.</summary>
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
