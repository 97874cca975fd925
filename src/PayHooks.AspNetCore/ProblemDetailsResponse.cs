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
    /// <param name="context">The request.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="detail">What is wrong and how to fix it.</param>
    /// <param name="signIn">Where a person can sign in; null if nowhere.</param>
    public static async Task WriteAsync(HttpContext context, int status, string detail, string? signIn = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        using var buffer = new MemoryStream();
        await using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("title"u8, ReasonPhrases.GetReasonPhrase(status));
            json.WriteNumber("status"u8, status);
            json.WriteString("detail"u8, detail);
            if (signIn is not null)
            {
                json.WriteString("signIn"u8, signIn);
            }

            json.WriteEndObject();
        }

        context.Response.StatusCode = status;
        await JsonResponse.WriteAsync(context, buffer.ToArray(), MediaType);
    }
}
