using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace PayHooks.AspNetCore;

/// <summary>The JSON object that a change may carry. <see cref="ApiPipeline"/> reads it, because the audit entry holds it.</summary>
internal sealed record RequestContent(JsonElement? Json)
{
    private const int MostBytes = 32 * 1024;
    private const int MostOfReason = 500;
    private const string Reason = "reason";

    // A member that is there twice may not mean what its last value says.
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false };

    /// <summary>Why the change is made: the member <c>reason</c>, or the query's.</summary>
    public static string? ReasonOf(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Of(context).Json is { } json && json.TryGetProperty(Reason, out var reason) && reason.ValueKind == JsonValueKind.String
            ? reason.GetString()
            : QueryMembers.Text(context.Request.Query, Reason);
    }

    /// <summary>The content that <see cref="ReadAsync"/> has read.</summary>
    public static RequestContent Of(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Items[typeof(RequestContent)] as RequestContent ?? new RequestContent((JsonElement?)null);
    }

    /// <summary>Reads the content.</summary>
    /// <param name="context">The request.</param>
    /// <param name="members">The members that the operation reads, besides <c>reason</c>.</param>
    /// <returns>What is wrong with it, or null.</returns>
    public static async ValueTask<string?> ReadAsync(HttpContext context, IReadOnlyList<string> members)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(members);
        var buffer = new byte[MostBytes + 1];
        var length = await context.Request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, context.RequestAborted);
        if (length > MostBytes)
        {
            return $"The content of a request has at most {MostBytes} bytes.";
        }

        var content = buffer.AsMemory(0, length);
        if (content.Span.Trim(" \t\r\n"u8).Length == 0)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(content, Options);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return "The content of a request is a JSON object.";
            }

            context.Items[typeof(RequestContent)] = new RequestContent(document.RootElement.Clone());
        }
        catch (JsonException)
        {
            return "The content of the request is not JSON. A member may appear only once.";
        }

        if (Of(context).Json is { } json)
        {
            if (JsonMembers.UnknownOf(json, [.. members, Reason]) is { } unknown)
            {
                return $"The request has no member '{unknown}'. Use {string.Join(", ", [.. members, Reason])}.";
            }

            if (JsonMembers.Text(json, Reason, out _) is { } problem)
            {
                return problem;
            }
        }

        return ReasonOf(context)?.Length > MostOfReason ? $"reason has at most {MostOfReason} characters." : null;
    }
}
