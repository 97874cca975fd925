using PayHooks.Verification.Json;

namespace PayHooks.Verification.Descriptions.Model;

/// <summary>An amount that is the sum of a list's items. It is unknown if any item does not match: a wrong amount is worse than
/// none.</summary>
/// <param name="List">The path of the list.</param>
/// <param name="Item">The path of the number in an item.</param>
internal sealed record SumDescription(JsonPath List, JsonPath Item)
{
    /// <summary>Conditions for each item: the required values at some of its paths.</summary>
    public IReadOnlyList<(JsonPath Path, string Text)> Each { get; init; } = [];

    /// <summary>The paths within an item.</summary>
    public JsonPaths ItemPaths => field ??= new JsonPaths([Item, .. Each.Select(one => one.Path)]);

    /// <summary>Whether to ignore a minus sign, which some providers put on refunds.</summary>
    public bool IsAbsolute { get; init; }

    /// <summary>Whether more than one item makes the amount unknown, because the list may contain items of other events.</summary>
    public bool IsSingle { get; init; }
}
