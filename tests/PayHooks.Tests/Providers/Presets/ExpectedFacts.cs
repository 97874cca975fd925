using System.Globalization;
using System.Text.Json.Nodes;

namespace PayHooks.Tests.Providers.Presets;

/// <summary>What a sample's facts have to be: each the value at a place of the body, or null for none.</summary>
/// <param name="Event">The sample.</param>
/// <param name="Resource">Where the resource's id is.</param>
/// <param name="Reference">Where the merchant's reference is.</param>
/// <param name="Amount">Where the amount is.</param>
/// <param name="Currency">The currency itself.</param>
/// <param name="HasTime">Whether the time of the event is expected.</param>
public sealed record ExpectedFacts(string Event, string? Resource, string? Reference, string? Amount, string? Currency, bool HasTime = true)
{
    /// <summary>The text of the value at a place: <c>data.items[0].id</c>.</summary>
    public static string? At(JsonNode body, string? place)
    {
        if (place is null)
        {
            return null;
        }

        var node = place.Replace("]", "", StringComparison.Ordinal).Split('.', '[').Aggregate(
            (JsonNode?)body, (at, step) =>
                int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? at?[index] : at?[step]);
        return node?.ToString() ?? throw new InvalidOperationException($"The sample has nothing at '{place}'.");
    }
}
