using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Json;

namespace PayHooks.Verification.Descriptions.Reading;

/// <summary>Reads the locations of amounts and currencies, and the unit of amounts.</summary>
internal static class AmountReader
{
    /// <summary>The members of a sum.</summary>
    public static readonly string[] SumMembers = ["sum", "each", "abs", "single"];

    /// <summary>The units. Only a description for several providers uses <c>unknown</c>; the source then sets the unit.</summary>
    public static readonly (string, AmountUnit)[] Units =
        [("minor", AmountUnit.Minor), ("major", AmountUnit.Major), ("unknown", AmountUnit.Unknown)];

    private const int MostDecimals = 4;

    /// <summary>Reads the unit; reports an error if there is an amount but no unit.</summary>
    public static AmountUnit Unit(JsonObjectReader at)
    {
        if (at.Has("amount") && !at.Has("unit"))
        {
            at.Error("unit", "is missing, and amount is read",
                "Set it to minor (4990 is 49.90 USD) or major (49.90 is 49.90 USD), as the provider writes amounts.");
        }

        return at.Choice("unit", AmountUnit.Unknown, Units);
    }

    /// <summary>Reads the provider's own decimals by currency.</summary>
    public static IReadOnlyDictionary<string, int> Exponents(JsonObjectReader at)
    {
        Dictionary<string, int> exponents = new(StringComparer.Ordinal);
        foreach (var (currency, text) in at.Map("exponents") ?? [])
        {
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var decimals) && decimals <= MostDecimals)
            {
                exponents[currency.ToUpperInvariant()] = decimals;
            }
            else
            {
                at.Error("exponents", currency, $"('{text}') is not a number of decimals", $"Write a number from 0 to {MostDecimals}.");
            }
        }

        return exponents;
    }

    /// <summary>Reads the sources by common type.</summary>
    public static AmountSources Read(JsonObjectReader at, PathReader paths, string member)
    {
        if (at.Node(member) is not JsonObject { Count: > 0 } map || IsSum(map))
        {
            return at.Node(member) is { } node ? new AmountSources([("*", Sources(at, paths, node, member))]) : AmountSources.None;
        }

        List<(string Pattern, IReadOnlyList<FactSource> Sources)> byType = [];
        foreach (var (pattern, node) in map)
        {
            var words = pattern.EndsWith(".*", StringComparison.Ordinal) ? pattern[..^2] : pattern;
            if (pattern != "*" && !TypeMap.IsType(words))
            {
                at.Error(member, pattern, "is not a common type", "Use a type, a family such as refund.*, or *.");
            }

            byType.Add((pattern, node is null ? [] : Sources(at, paths, node, member, pattern)));
        }

        return new AmountSources(byType);
    }

    /// <summary>Reads the sources of a member: paths, templates, and sums unless it is a currency.</summary>
    public static IReadOnlyList<FactSource> Sources(JsonObjectReader at, PathReader paths, JsonNode node, params string[] steps)
    {
        List<FactSource> sources = [];
        var canSum = steps[0] != "currency";
        foreach (var (index, item) in node is JsonArray items ? items.Index() : [(-1, node)])
        {
            string[] place = index < 0 ? steps : [.. steps, index.ToString(CultureInfo.InvariantCulture)];
            if (item is JsonObject sum && canSum && IsSum(sum))
            {
                sources.AddRange(Sum(at.Inner(sum, SumMembers, place), paths) is { } read ? [read] : Array.Empty<FactSource>());
            }
            else if (item?.GetValueKind() == JsonValueKind.String && item.GetValue<string>().Trim() is { Length: > 0 } text)
            {
                sources.AddRange(EventReader.Source(at, paths, steps[0], text, string.Join('.', place.Skip(1))) is { } read ? [read]
                    : Array.Empty<FactSource>());
            }
            else
            {
                at.Error(steps[0], string.Join('.', place.Skip(1)), "is not a path", canSum
                    ? "Write a path, or { \"sum\": \"list[].amount\" }." : "Write a path.");
            }
        }

        return sources;
    }

    private static FactSource? Sum(JsonObjectReader at, PathReader paths)
    {
        var text = at.Word("sum") ?? "";
        if (JsonPath.Parse(text, out _) is not { } path || path.Steps.Count(step => step.IsEach) != 1 || path.Steps[^1].IsEach
            || paths.Body == BodyForm.Form)
        {
            at.Error("sum", $"('{text}') does not lead to a number in each item of one list",
                "Write it as list[].amount; the body must be JSON.");
            return null;
        }

        var list = path.Steps.Index().First(step => step.Item.IsEach).Index;
        return new FactSource(path.First(list), null)
        {
            Sum = new SumDescription(path.First(list), path.Skip(list + 1))
            {
                Each = ObjectsReader.Equalities(at, paths, "each"),
                IsAbsolute = at.Flag("abs"),
                IsSingle = at.Flag("single"),
            },
        };
    }

    private static bool IsSum(JsonObject node) => SchemeMerger.Spelling(node, "sum") is not null;
}
