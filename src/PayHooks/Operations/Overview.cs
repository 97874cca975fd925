using PayHooks.Configuration;
using PayHooks.Operations.Metrics;

namespace PayHooks.Operations;

/// <summary>Puts together what a person looks at first: what happened in this process, what waits, and the status of each source.</summary>
internal sealed class Overview(EventOperations operations, RecentMetrics figures, PayHooksOptions options)
{
    /// <summary>The overview as it is now.</summary>
    public async ValueTask<OverviewResponse> ReadAsync(CancellationToken cancellationToken)
    {
        var stats = await operations.StatsAsync(cancellationToken);
        var retrying = await operations.CountRetryingAsync(cancellationToken);
        var recent = figures.Read();
        return new OverviewResponse(
            figures.Since, recent.Minutes, recent.Ack, recent.Lag, stats.Waiting, stats.DeadLetters, stats.Flagged, retrying,
            [.. stats.Sources.Select(source => Of(source, recent)), .. Broken(stats)]);
    }

    private SourceOverview Of(SourceStatus status, Figures recent)
    {
        var counts = recent.Sources.GetValueOrDefault(status.Name);
        return new SourceOverview(
            status.Name, status.Provider, status.Secrets, status.LastEventAt, status.LastDeliveryAt, counts.Accepted, counts.Refused,
            counts.Conflicts, status.SilenceAfter, status.Silent, ProblemOf(status.Name));
    }

    // Include sources whose configuration is invalid.
    private IEnumerable<SourceOverview> Broken(EventStats stats) => options.Errors
        .Select(problem => problem.Source).OfType<string>().Distinct(StringComparer.Ordinal)
        .Where(name => stats.Sources.All(source => source.Name != name))
        .Select(name => new SourceOverview(name, "", 0, null, null, 0, 0, 0, null, false, ProblemOf(name)));

    private string? ProblemOf(string source) => options.Errors.FirstOrDefault(problem => problem.Source == source)?.ToString();
}

/// <summary>What a person looks at first.</summary>
/// <param name="Since">Since when this process counts.</param>
/// <param name="Minutes">The last 60 minutes of this process, oldest first.</param>
/// <param name="Ack">From receipt to answer, over those minutes.</param>
/// <param name="Lag">From when work was due to its start, over those minutes.</param>
/// <param name="Waiting">Messages in the queue, retries among them.</param>
/// <param name="DeadLetters">Events that wait for somebody to replay or erase them.</param>
/// <param name="Flagged">Payments with flags that nobody has seen.</param>
/// <param name="Retrying">Events that wait for their next attempt; null where the store does not count them.</param>
/// <param name="Sources">The configured sources, and those whose settings are wrong.</param>
internal sealed record OverviewResponse(
    DateTimeOffset Since, IReadOnlyList<MinuteFigures> Minutes, DurationFigures Ack, DurationFigures Lag,
    long Waiting, long DeadLetters, long Flagged, long? Retrying, IReadOnlyList<SourceOverview> Sources);

/// <summary>The status of a source, and its deliveries in the last hour.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Provider">Its provider; empty when the settings do not tell.</param>
/// <param name="Secrets">How many secrets it has.</param>
/// <param name="LastEventAt">When its newest event was first received.</param>
/// <param name="LastGenuineAt">When its newest genuine delivery arrived, a repeat or not; null if none is known.</param>
/// <param name="Accepted">Deliveries accepted in the last 60 minutes.</param>
/// <param name="Refused">Deliveries refused in the last 60 minutes.</param>
/// <param name="Conflicts">Deliveries that contradicted the first one of their event in the last 60 minutes.</param>
/// <param name="SilenceAfter">How long a silence is tolerated, or null.</param>
/// <param name="Silent">Whether it is silent for longer.</param>
/// <param name="Problem">What is wrong with its settings and what fixes it, or null; never a secret.</param>
internal sealed record SourceOverview(
    string Name, string Provider, int Secrets, DateTimeOffset? LastEventAt, DateTimeOffset? LastGenuineAt, long Accepted, long Refused,
        long Conflicts,
    TimeSpan? SilenceAfter, bool Silent, string? Problem);
