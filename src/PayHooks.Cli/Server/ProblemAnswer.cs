using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace PayHooks.Cli.Server;

/// <summary>An error of the API as RFC 9457 problem details.</summary>
internal static class ProblemAnswer
{
    /// <summary>Answers with a problem.</summary>
    public static async Task WriteAsync(HttpContext context, int status, string detail)
    {
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
        await JsonAnswer.WriteAsync(context, buffer.ToArray(), "application/problem+json");
    }
}

/// <summary>An answer of the API.</summary>
internal static class JsonAnswer
{
    /// <summary>Answers with JSON.</summary>
    public static async Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> json, string contentType = "application/json")
    {
        context.Response.ContentType = contentType;
        context.Response.ContentLength = json.Length;
        await context.Response.Body.WriteAsync(json, context.RequestAborted);
    }
}
