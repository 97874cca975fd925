namespace PayHooks.Operations.Metrics;

/// <summary>The figures of one process over its last hour.</summary>
/// <param name="Minutes">Each minute, oldest first; the last one is not over.</param>
/// <param name="Ack">From receipt to answer, of accepted deliveries.</param>
/// <param name="Lag">From when work was due to its start.</param>
/// <param name="Sources">Deliveries accepted, refused and contradicting an earlier one by source; a source without any is absent.</param>
internal sealed record Figures(
    IReadOnlyList<MinuteFigures> Minutes, DurationFigures Ack, DurationFigures Lag,
    IReadOnlyDictionary<string, (long Accepted, long Refused, long Conflicts)> Sources);

/// <summary>One minute.</summary>
/// <param name="At">When it began.</param>
/// <param name="Accepted">Deliveries answered with 200.</param>
/// <param name="Refused">Deliveries answered with 4xx.</param>
/// <param name="Unavailable">Deliveries answered with 503.</param>
/// <param name="Completed">Events whose handlers have all finished.</param>
/// <param name="Failed">Attempts that failed and will be made again.</param>
/// <param name="Dead">Events that became dead letters.</param>
internal sealed record MinuteFigures(DateTimeOffset At, long Accepted, long Refused, long Unavailable, long Completed, long Failed,
    long Dead)
{
    internal MinuteFigures(DateTimeOffset at, Minute.Counts counts)
        : this(at, counts.Accepted, counts.Refused, counts.Unavailable, counts.Completed, counts.Failed, counts.Dead)
    {
    }
}

/// <summary>How durations are spread, in milliseconds; null where nothing was measured.</summary>
/// <param name="P50Ms">Half were within this.</param>
/// <param name="P95Ms">95 % were within this.</param>
/// <param name="P99Ms">99 % were within this.</param>
/// <param name="Count">How many there were.</param>
internal sealed record DurationFigures(double? P50Ms, double? P95Ms, double? P99Ms, long Count)
{
    internal DurationFigures(Percentiles durations)
        : this(durations.Of(0.50), durations.Of(0.95), durations.Of(0.99), durations.Count)
    {
    }
}
