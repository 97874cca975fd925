using System.Globalization;
using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Json;

namespace PayHooks.Verification.Descriptions.Running;

/// <summary>Adds the numbers of a list's items. The sum is null if any item does not match or the list is empty.</summary>
internal static class AmountSum
{
    private const NumberStyles Number = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    // No list of payments is longer, and a sum of this many maximum values still fits a decimal.
    private const int MostItems = 1000;
    private const decimal Greatest = 1_000_000_000_000_000_000m;

    /// <summary>The sum as text, with as many decimals as the items.</summary>
    /// <param name="description">The sum's description.</param>
    /// <param name="list">The list as valid JSON.</param>
    public static string? Of(SumDescription description, ReadOnlySpan<byte> list)
    {
        var (sum, count) = (0m, 0);
        foreach (var item in new JsonItems(list))
        {
            if (++count > (description.IsSingle ? 1 : MostItems)
                || Item(description, list.Slice(item.Start, item.Length)) is not { } number)
            {
                return null;
            }

            sum += number;
        }

        return count == 0 ? null : (description.IsAbsolute ? Math.Abs(sum) : sum).ToString(CultureInfo.InvariantCulture);
    }

    private static decimal? Item(SumDescription description, ReadOnlySpan<byte> json)
    {
        var paths = description.ItemPaths;
        var tokens = new JsonToken[paths.Count];
        if (paths.Find(json, tokens, JsonNameRule.LastCounts) != JsonShape.Object)
        {
            return null;
        }

        foreach (var (path, text) in description.Each)
        {
            if (tokens[paths.SlotOf(path)].Text(json) != text)
            {
                return null;
            }
        }

        return decimal.TryParse(tokens[paths.SlotOf(description.Item)].NumberText(json), Number, CultureInfo.InvariantCulture,
            out var number)
            && Math.Abs(number) <= Greatest ? number : null;
    }
}
