namespace PayHooks.Cli.Sending;

/// <summary>The response to one delivery.</summary>
/// <param name="Status">The HTTP status, or null without a response.</param>
/// <param name="Took">The response time.</param>
/// <param name="Problem">Why there was no response, or null.</param>
internal sealed record SendResult(int? Status, TimeSpan Took, string? Problem)
{
    /// <summary>Whether the delivery was accepted.</summary>
    public bool IsAccepted => Status is >= 200 and < 300;
}

/// <summary>The results of a number of deliveries.</summary>
/// <param name="Answers">One result for each delivery that was sent.</param>
/// <param name="Took">The total duration.</param>
internal sealed record SendReport(IReadOnlyList<SendResult> Answers, TimeSpan Took)
{
    /// <summary>The number of responses by status, missing responses last.</summary>
    public IEnumerable<(string Status, int Count)> Counts => Answers
        .GroupBy(answer => answer.Status)
        .OrderBy(group => group.Key ?? int.MaxValue)
        .Select(group => (group.Key?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "no answer", group.Count()));

    /// <summary>Returns a percentile of the response times.</summary>
    public TimeSpan Percentile(double share)
    {
        var sorted = Answers.Select(answer => answer.Took).Order().ToArray();
        return sorted.Length == 0 ? TimeSpan.Zero : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
    }
}
