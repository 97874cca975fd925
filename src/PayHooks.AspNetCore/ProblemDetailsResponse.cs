using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace PayHooks.AspNetCore;

/// <summary>An error response of the API as RFC 9457 problem details.</summary>
internal static class ProblemDetailsResponse
{
    /// <summary>The type of its content.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>Writes a problem response.</summary>
    public static async Task WriteAsync(HttpContext context, int status, string detail)
    {
        ArgumentNullException.ThrowIfNull(context);
        using var buffer = new MemoryStream();
        await using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("title"u8, ReasonPhrases.GetReasonPhrase(status));
            json.WriteNumber("status"u8, status);
            json.WriteString("detail"u8, detail);
            json.WriteEndObject();
        }

        context.Response.StatusCode = status;
        await JsonResponse.WriteAsync(context, buffer.ToArray(), MediaType);
    }
}
