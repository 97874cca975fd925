namespace PayHooks.Cli.Sending;

/// <summary>The answer to one delivery.</summary>
/// <param name="Status">The HTTP status, or null when none came.</param>
/// <param name="Took">How long it took.</param>
/// <param name="Problem">Why no status came, or null.</param>
internal sealed record SendResult(int? Status, TimeSpan Took, string? Problem)
{
    /// <summary>Whether the delivery was taken.</summary>
    public bool IsAccepted => Status is >= 200 and < 300;
}

/// <summary>What came of a number of deliveries.</summary>
/// <param name="Answers">One for each that was sent.</param>
/// <param name="Took">How long all of it took.</param>
internal sealed record SendReport(IReadOnlyList<SendResult> Answers, TimeSpan Took)
{
    /// <summary>The answers by status, those without one last.</summary>
    public IEnumerable<(string Status, int Count)> Counts => Answers
        .GroupBy(answer => answer.Status)
        .OrderBy(group => group.Key ?? int.MaxValue)
        .Select(group => (group.Key?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "no answer", group.Count()));

    /// <summary>The time within which this share of the answers came.</summary>
    public TimeSpan Percentile(double share)
    {
        var sorted = Answers.Select(answer => answer.Took).Order().ToArray();
        return sorted.Length == 0 ? TimeSpan.Zero : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
    }
}
