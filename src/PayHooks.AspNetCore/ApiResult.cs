using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace PayHooks.AspNetCore;

/// <summary>A successful response of an operation.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Description">What the response has or means.</param>
/// <param name="MediaType">The type of its content; null without content.</param>
/// <param name="Json">The contract of its JSON; null for other content.</param>
internal sealed record ApiResult(int Status, string Description, string? MediaType, JsonTypeInfo? Json)
{
    /// <summary>The type of JSON content.</summary>
    public const string JsonMediaType = "application/json";

    /// <summary>The change was made.</summary>
    public static ApiResult NoContent { get; } = new(StatusCodes.Status204NoContent, "The change is made.", null, null);

    /// <summary>A response with JSON.</summary>
    public static ApiResult Of(string description, JsonTypeInfo json, int status = StatusCodes.Status200OK) =>
        new(status, description, JsonMediaType, json);

    /// <summary>A response with other content.</summary>
    public static ApiResult Content(string description, string mediaType) => new(StatusCodes.Status200OK, description, mediaType, null);
}
