namespace PayHooks.Operations.Metrics;

/// <summary>The metrics of the last hour.</summary>
/// <param name="Minutes">Each minute, oldest first; the last one is still in progress.</param>
/// <param name="Ack">Time from receipt to response, for accepted deliveries.</param>
/// <param name="Lag">Time between when work was due and when it started.</param>
/// <param name="Sources">Accepted, rejected and conflicting deliveries by source; sources without deliveries are absent.</param>
/// <param name="Handlers">Runs by handler; handlers that did not run are absent.</param>
internal sealed record Figures(
    IReadOnlyList<MinuteFigures> Minutes, DurationFigures Ack, DurationFigures Lag,
    IReadOnlyDictionary<string, (long Accepted, long Refused, long Conflicts)> Sources,
    IReadOnlyDictionary<string, HandlerRuns> Handlers);

/// <summary>The metrics of one minute.</summary>
/// <param name="At">When it began.</param>
/// <param name="Accepted">Deliveries answered with 200.</param>
/// <param name="Refused">Deliveries answered with 4xx.</param>
/// <param name="Unavailable">Deliveries answered with 503.</param>
/// <param name="Completed">Events whose handlers have all finished.</param>
/// <param name="Failed">Failed attempts that will be retried.</param>
/// <param name="Dead">Events that became dead letters.</param>
internal sealed record MinuteFigures(DateTimeOffset At, long Accepted, long Refused, long Unavailable, long Completed, long Failed,
    long Dead)
{
    internal MinuteFigures(DateTimeOffset at, Minute.Counts counts)
        : this(at, counts.Accepted, counts.Refused, counts.Unavailable, counts.Completed, counts.Failed, counts.Dead)
    {
    }
}

/// <summary>The distribution of durations, in milliseconds; null if nothing was measured.</summary>
/// <param name="P50Ms">The 50th percentile.</param>
/// <param name="P95Ms">The 95th percentile.</param>
/// <param name="P99Ms">The 99th percentile.</param>
/// <param name="Count">The number of measurements.</param>
internal sealed record DurationFigures(double? P50Ms, double? P95Ms, double? P99Ms, long Count)
{
    internal DurationFigures(Percentiles durations)
        : this(durations.Of(0.50), durations.Of(0.95), durations.Of(0.99), durations.Count)
    {
    }
}
