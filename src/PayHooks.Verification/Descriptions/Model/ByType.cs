namespace PayHooks.Verification.Descriptions.Model;

/// <summary>What a description says of each common type. The most specific pattern that covers a type wins.</summary>
internal sealed class ByType<T>
    where T : class
{
    private readonly (string Pattern, T Value)[] byPattern;

    /// <summary>Takes the values by pattern: <c>refund.succeeded</c>, <c>refund.*</c>, <c>*</c>.</summary>
    public ByType(IEnumerable<(string Pattern, T Value)> byPattern) =>
        this.byPattern = [.. byPattern.OrderByDescending(one => one.Pattern.TrimEnd('*').Length).ThenBy(one => one.Pattern.EndsWith('*'))];

    /// <summary>Every pattern with its value, the most specific first.</summary>
    public IReadOnlyList<(string Pattern, T Value)> All => byPattern;

    /// <summary>The value for a common type; null when no pattern covers it.</summary>
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
