using PayHooks.Verification.Json;

namespace PayHooks.Verification.Descriptions.Model;

/// <summary>How a provider's API lists deliveries, and how it is asked to make one again.</summary>
/// <param name="List">The list of the deliveries to one endpoint.</param>
/// <param name="Request">The request to make one again.</param>
internal sealed record RedeliveryDescription(ApiListDescription List, ApiCallDescription Request)
{
    /// <summary>Where a delivery contains its id.</summary>
    public required JsonPath Id { get; init; }

    /// <summary>Where it contains the id of its event.</summary>
    public required JsonPath Event { get; init; }

    /// <summary>Where it contains its state.</summary>
    public required JsonPath State { get; init; }

    /// <summary>The states that mean delivered.</summary>
    public required IReadOnlyList<string> Delivered { get; init; }

    /// <summary>The states in which the provider is still trying.</summary>
    public IReadOnlyList<string> Pending { get; init; } = [];

    /// <summary>Where it contains the type of its event; null if it does not.</summary>
    public JsonPath? Type { get; init; }

    /// <summary>Where it contains the body that was sent; null if it does not.</summary>
    public JsonPath? Body { get; init; }

    /// <summary>Where it says whether it can be made again, and what it says then; null if every one can.</summary>
    public (JsonPath Path, string Value)? Repeatable { get; init; }
}
