using PayHooks.Verification.Api;
using PayHooks.Verification.Json;

namespace PayHooks.Verification.Descriptions.Model;

/// <summary>How a provider's API lists, creates and changes webhook endpoints.</summary>
/// <param name="List">The list of all endpoints.</param>
/// <param name="Create">The request that creates one.</param>
internal sealed record EndpointsDescription(ApiListDescription List, ApiCallDescription Create)
{
    /// <summary>The URL that these paths begin with in live mode; null for that of the API.</summary>
    public Template? Live { get; init; }

    /// <summary>The same in test mode.</summary>
    public Template? Test { get; init; }

    /// <summary>Whether the list has several pages.</summary>
    public bool IsPaged { get; init; }

    /// <summary>Where an endpoint is in the response to create, update and a request for its secret; null if the response is one.</summary>
    public JsonPath? Answer { get; init; }

    /// <summary>Where an endpoint contains its id.</summary>
    public required JsonPath Id { get; init; }

    /// <summary>Where it contains its URL.</summary>
    public required JsonPath Url { get; init; }

    /// <summary>How it says whether it is enabled; null if it does not.</summary>
    public EndpointStateDescription? State { get; init; }

    /// <summary>Where it says that its registration is unfinished; null if it does not. The value is <c>pending</c>.</summary>
    public JsonPath? Unfinished { get; init; }

    /// <summary>Its event types; null if it has none.</summary>
    public EndpointEventsDescription? Events { get; init; }

    /// <summary>Its secret; null if it has none of its own.</summary>
    public EndpointSecretDescription? Secret { get; init; }

    /// <summary>The request that changes one; null if the API cannot.</summary>
    public ApiCallDescription? Update { get; init; }

    /// <summary>Whether that request replaces what it leaves out.</summary>
    public bool UpdatesWhole { get; init; }

    /// <summary>The request that deletes one; null if registration does not need it.</summary>
    public ApiCallDescription? Delete { get; init; }

    /// <summary>All requests.</summary>
    public IEnumerable<ApiCallDescription> Calls =>
        new[] { List.Call, Create, Update, Delete, Secret?.Call }.OfType<ApiCallDescription>();
}

/// <summary>How an endpoint says whether it is enabled.</summary>
/// <param name="Path">Where.</param>
/// <param name="On">The text that means enabled.</param>
/// <param name="Off">The text that is written to disable it.</param>
internal sealed record EndpointStateDescription(JsonPath Path, string On, string Off);

/// <summary>The event types of an endpoint.</summary>
/// <param name="Path">Where an endpoint contains them.</param>
internal sealed record EndpointEventsDescription(JsonPath Path)
{
    /// <summary>The word for all; null if there is none.</summary>
    public string? Every { get; init; }

    /// <summary>The types of which families of the map consist.</summary>
    public IReadOnlyList<string> Also { get; init; } = [];

    /// <summary>The types, instead of those of the map; empty for those of the map.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>Whether an endpoint is for one type.</summary>
    public bool IsOne { get; init; }
}

/// <summary>The secret of an endpoint.</summary>
/// <param name="Kind">Where it comes from.</param>
internal sealed record EndpointSecretDescription(EndpointSecret Kind)
{
    /// <summary>Where the endpoint, or the response to <see cref="Call"/>, contains it; null if it is chosen.</summary>
    public JsonPath? Path { get; init; }

    /// <summary>The request that returns it; null if the endpoint contains it.</summary>
    public ApiCallDescription? Call { get; init; }

    /// <summary>The largest number of characters; null for no limit.</summary>
    public int? Longest { get; init; }
}
