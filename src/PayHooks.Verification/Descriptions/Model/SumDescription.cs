using PayHooks.Verification.Json;

namespace PayHooks.Verification.Descriptions.Model;

/// <summary>An amount that is the sum of a list's items. It is unknown when one item does not fit: a wrong amount is worse than
/// none.</summary>
/// <param name="List">The path of the list.</param>
/// <param name="Item">The path of the number in an item.</param>
internal sealed record SumDescription(JsonPath List, JsonPath Item)
{
    /// <summary>What each item must be: the texts at some of its paths.</summary>
    public IReadOnlyList<(JsonPath Path, string Text)> Each { get; init; } = [];

    /// <summary>The paths in an item.</summary>
    public JsonPaths ItemPaths => field ??= new JsonPaths([Item, .. Each.Select(one => one.Path)]);

    /// <summary>Whether a minus sign is dropped, which some providers write before refunds.</summary>
    public bool IsAbsolute { get; init; }

    /// <summary>Whether more than one item makes the amount unknown, because the list has more than this event's.</summary>
    public bool IsSingle { get; init; }
}
