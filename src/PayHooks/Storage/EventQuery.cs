namespace PayHooks.Storage;

/// <summary>Which events to list.</summary>
internal sealed record EventQuery
{
    /// <summary>The maximum page size.</summary>
    public const int MaxLimit = 500;

    /// <summary>The maximum number of values of a filter.</summary>
    public const int MaxValues = 20;

    /// <summary>Filters by source.</summary>
    public AnyOf<string> Source { get; init; }

    /// <summary>Filters by type.</summary>
    public AnyOf<string> Type { get; init; }

    /// <summary>Filters by status; <see cref="EventStatus.Dead"/> lists dead letters, which exclude erased events.</summary>
    public AnyOf<EventStatus> Status { get; init; }

    /// <summary>Filters completed events by outcome.</summary>
    public AnyOf<EventOutcome> Outcome { get; init; }

    /// <summary>Only events in live mode (true) or in test mode (false).</summary>
    public bool? Livemode { get; init; }

    /// <summary>Only events that one of these handlers has finished or failed.</summary>
    public AnyOf<string> Handler { get; init; }

    /// <summary>Only events whose last error contains this text, in capital letters or small ones.</summary>
    public string? Error { get; init; }

    /// <summary>Only events first received at this time or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only events first received before this time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>
    /// Only events that exactly match this text: the event's id or the provider's and, if the ledger indexes them, the resource's id or the
    /// merchant's reference.
    /// </summary>
    public string? Search { get; init; }

    /// <summary>
    /// Only events with this text in an id (see <see cref="EventRecord.Terms"/>) or, in capital letters or small ones, in their last error.
    /// </summary>
    public string? Part { get; init; }

    /// <summary>The page size, 1 to <see cref="MaxLimit"/>.</summary>
    public int Limit { get; init; } = 50;

    /// <summary>The cursor of the page, or null for the first page.</summary>
    public string? Cursor { get; init; }

    /// <summary>Whether a record matches the query, regardless of the page.</summary>
    public bool Matches(EventRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return !record.IsTombstone
            && Source.Accepts(record.Source)
            && Type.Accepts(record.Facts.Type)
            && MatchesStatus(record)
            && (Outcome.IsEmpty || (record.Outcome is { } outcome && Outcome.Accepts(outcome)))
            && (Livemode is null || record.Facts.Livemode == Livemode)
            && MatchesHandler(record)
            && (Error is null || HasError(record, Error))
            && (Since is null || record.ReceivedAt >= Since)
            && (Until is null || record.ReceivedAt < Until)
            && (Search is null || record.Id == Search || record.Terms.Contains(Search, StringComparer.Ordinal))
            && MatchesPart(record);
    }

    /// <summary>Whether a record has a requested <see cref="Status"/>.</summary>
    public bool MatchesStatus(EventRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return Status.IsEmpty || (Status.Accepts(record.Status) && (record.Status != EventStatus.Dead || record.IsDeadLetter));
    }

    private static bool HasError(EventRecord record, string text) =>
        record.LastError?.Contains(text, StringComparison.OrdinalIgnoreCase) == true;

    private bool MatchesHandler(EventRecord record)
    {
        var handlers = Handler;
        return handlers.IsEmpty
            || record.Handled.Any(one => handlers.Accepts(one.Name))
            || record.AttemptLog.Any(entry => handlers.Accepts(entry.Handler) && entry.Outcome != "succeeded");
    }

    private bool MatchesPart(EventRecord record) => Part is not { } part
        || record.Id.Contains(part, StringComparison.Ordinal)
        || record.Terms.Any(term => term.Contains(part, StringComparison.Ordinal))
        || HasError(record, part);
}
