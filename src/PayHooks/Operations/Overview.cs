using PayHooks.Captures;
using PayHooks.Configuration;
using PayHooks.Operations.Metrics;

namespace PayHooks.Operations;

/// <summary>Builds the dashboard overview: recent activity of all instances, the backlog, and the status of each source.</summary>
internal sealed class Overview(EventOperations operations, SharedMetrics figures, RunningCaptures captures, PayHooksOptions options)
{
    /// <summary>Reads the current overview.</summary>
    public async ValueTask<OverviewResponse> ReadAsync(CancellationToken cancellationToken)
    {
        var stats = await operations.StatsAsync(cancellationToken);
        var retrying = await operations.CountRetryingAsync(cancellationToken);
        var recent = await figures.ReadAsync(cancellationToken);
        List<SourceOverview> sources = [];
        foreach (var source in stats.Sources)
        {
            sources.Add(Of(source, recent) with { CaptureUntil = await captures.EndOfAsync(source.Name) });
        }

        return new OverviewResponse(
            recent.Minutes, recent.Ack, recent.Lag, stats.Waiting, stats.DeadLetters, stats.Flagged, retrying,
            [.. sources, .. Broken(stats)],
            [
                .. recent.Handlers.Select(one => Of(one.Key, one.Value))
                    .OrderByDescending(one => (double)one.Failed / one.Runs).ThenByDescending(one => one.Failed)
                    .ThenBy(one => one.Name, StringComparer.Ordinal),
            ])
        {
            OldestDueAt = await operations.FindOldestDueAsync(cancellationToken),
        };
    }

    private static HandlerOverview Of(string name, HandlerRuns runs)
    {
        var durations = new Percentiles();
        foreach (var (bucket, count) in runs.Durations)
        {
            durations.Add(bucket, count);
        }

        return new HandlerOverview(name, runs.Count, runs.Failed, new DurationFigures(durations));
    }

    private SourceOverview Of(SourceStatus status, Figures recent)
    {
        var counts = recent.Sources.GetValueOrDefault(status.Name);
        return new SourceOverview(
            status.Name, status.Provider, status.Secrets, status.LastEventAt, status.Activity.LastDeliveryAt, counts.Accepted,
            counts.Refused, counts.Conflicts, status.SilenceAfter, status.Silent, ProblemOf(status.Name));
    }

    // Include sources whose configuration is invalid.
    private IEnumerable<SourceOverview> Broken(EventStats stats) => options.Errors
        .Select(problem => problem.Source).OfType<string>().Distinct(StringComparer.Ordinal)
        .Where(name => stats.Sources.All(source => source.Name != name))
        .Select(name => new SourceOverview(name, "", 0, null, null, 0, 0, 0, null, false, ProblemOf(name)));

    private string? ProblemOf(string source) => options.Errors.FirstOrDefault(problem => problem.Source == source)?.ToString();
}

/// <summary>The dashboard overview.</summary>
/// <param name="Minutes">The last 60 minutes, oldest first; the present minute is that of the instance that responds.</param>
/// <param name="Ack">Time from receipt to response, over those minutes.</param>
/// <param name="Lag">Time between when work was due and when it started, over those minutes.</param>
/// <param name="Waiting">Messages in the queue, including retries.</param>
/// <param name="DeadLetters">Events that must be replayed or erased manually.</param>
/// <param name="Flagged">Payments with unseen flags.</param>
/// <param name="Retrying">Events waiting for their next attempt; null if the store does not count them.</param>
/// <param name="Sources">The configured sources, including those with invalid settings.</param>
/// <param name="Handlers">The handlers that ran in those minutes, that with the largest share of failures first.</param>
internal sealed record OverviewResponse(
    IReadOnlyList<MinuteFigures> Minutes, DurationFigures Ack, DurationFigures Lag,
    long Waiting, long DeadLetters, long Flagged, long? Retrying, IReadOnlyList<SourceOverview> Sources,
    IReadOnlyList<HandlerOverview> Handlers)
{
    /// <summary>When the message that has waited longest was due; null if none waits.</summary>
    public DateTimeOffset? OldestDueAt { get; init; }
}

/// <summary>The runs of a handler in the last hour.</summary>
/// <param name="Name">The handler.</param>
/// <param name="Runs">How often it ran.</param>
/// <param name="Failed">How many of the runs failed or took too long.</param>
/// <param name="Duration">How long they took.</param>
internal sealed record HandlerOverview(string Name, long Runs, long Failed, DurationFigures Duration);

/// <summary>The status of a source, and its deliveries in the last hour.</summary>
/// <param name="Name">The source's name.</param>
/// <param name="Provider">The provider; empty if the settings do not specify it.</param>
/// <param name="Secrets">The number of secrets.</param>
/// <param name="LastEventAt">When its newest event was first received.</param>
/// <param name="LastGenuineAt">When the newest genuine delivery arrived, including duplicates; null if unknown.</param>
/// <param name="Accepted">Deliveries accepted in the last 60 minutes.</param>
/// <param name="Refused">Deliveries rejected in the last 60 minutes.</param>
/// <param name="Conflicts">Deliveries in the last 60 minutes that contradict the first delivery of their event.</param>
/// <param name="SilenceAfter">The maximum silence, or null.</param>
/// <param name="Silent">Whether the source has been silent for longer than that.</param>
/// <param name="Problem">The error in the settings and its fix, or null; never contains a secret.</param>
internal sealed record SourceOverview(
    string Name, string Provider, int Secrets, DateTimeOffset? LastEventAt, DateTimeOffset? LastGenuineAt, long Accepted, long Refused,
        long Conflicts,
    TimeSpan? SilenceAfter, bool Silent, string? Problem)
{
    /// <summary>Until when its rejected deliveries are captured; null if they are not.</summary>
    public DateTimeOffset? CaptureUntil { get; init; }
}
