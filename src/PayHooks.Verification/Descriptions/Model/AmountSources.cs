namespace PayHooks.Verification.Descriptions.Model;

/// <summary>The sources of an amount or its currency for each common type. The most specific pattern that covers a type wins.</summary>
internal sealed class AmountSources
{
    /// <summary>No sources.</summary>
    public static readonly AmountSources None = new([]);

    private readonly (string Pattern, IReadOnlyList<FactSource> Sources)[] byType;

    /// <summary>Takes the sources by pattern: <c>refund.succeeded</c>, <c>refund.*</c>, <c>*</c>.</summary>
    public AmountSources(IEnumerable<(string Pattern, IReadOnlyList<FactSource> Sources)> byType) =>
        this.byType = [.. byType.OrderByDescending(one => one.Pattern.TrimEnd('*').Length).ThenBy(one => one.Pattern.EndsWith('*'))];

    /// <summary>Every source.</summary>
    public IReadOnlyList<FactSource> All => [.. byType.SelectMany(one => one.Sources)];

    /// <summary>The sources for a common type; none when no pattern covers it, or when the description says that there is no amount.</summary>
    public IReadOnlyList<FactSource> Of(string type)
    {
        foreach (var (pattern, sources) in byType)
        {
            if (EventTypes.Matches(pattern, type))
            {
                return sources;
            }
        }

        return [];
    }
}
