namespace PayHooks.Verification.Descriptions.Model;

/// <summary>The sources of an amount or its currency for each common type.</summary>
internal sealed class AmountSources(IEnumerable<(string Pattern, IReadOnlyList<FactSource> Sources)> sources)
{
    /// <summary>No sources.</summary>
    public static readonly AmountSources None = new([]);

    private readonly ByType<IReadOnlyList<FactSource>> byType = new(sources);

    /// <summary>Every source.</summary>
    public IReadOnlyList<FactSource> All => [.. byType.All.SelectMany(one => one.Value)];

    /// <summary>The sources for a common type; empty if no pattern matches it, or if the description says that the type has no
    /// amount.</summary>
    public IReadOnlyList<FactSource> Of(string type) => byType.Of(type) ?? [];
}
