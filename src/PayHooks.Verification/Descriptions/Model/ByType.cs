namespace PayHooks.Verification.Descriptions.Model;

/// <summary>Values by common type. The most specific matching pattern wins.</summary>
internal sealed class ByType<T>
    where T : class
{
    private readonly (string Pattern, T Value)[] byPattern;

    /// <summary>Creates the map from values by pattern: <c>refund.succeeded</c>, <c>refund.*</c>, <c>*</c>.</summary>
    public ByType(IEnumerable<(string Pattern, T Value)> byPattern) =>
        this.byPattern = [.. byPattern.OrderByDescending(one => one.Pattern.TrimEnd('*').Length).ThenBy(one => one.Pattern.EndsWith('*'))];

    /// <summary>All patterns with their values, the most specific first.</summary>
    public IReadOnlyList<(string Pattern, T Value)> All => byPattern;

    /// <summary>The value for a common type; null if no pattern matches.</summary>
    public T? Of(string type)
    {
        foreach (var (pattern, value) in byPattern)
        {
            if (EventTypes.Matches(pattern, type))
            {
                return value;
            }
        }

        return null;
    }
}
