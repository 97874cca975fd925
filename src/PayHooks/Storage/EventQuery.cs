namespace PayHooks.Storage;

/// <summary>Which events to list.</summary>
internal sealed record EventQuery
{
    /// <summary>The maximum page size.</summary>
    public const int MaxLimit = 500;

    /// <summary>Filters by source.</summary>
    public string? Source { get; init; }

    /// <summary>Filters by type.</summary>
    public string? Type { get; init; }

    /// <summary>Filters by status; <see cref="EventStatus.Dead"/> lists dead letters, which exclude erased events.</summary>
    public EventStatus? Status { get; init; }

    /// <summary>Filters completed events by outcome.</summary>
    public EventOutcome? Outcome { get; init; }

    /// <summary>Only events in live mode (true) or in test mode (false).</summary>
    public bool? Livemode { get; init; }

    /// <summary>Only events that this handler has finished or failed.</summary>
    public string? Handler { get; init; }

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

    /// <summary>The page size, 1 to <see cref="MaxLimit"/>.</summary>
    public int Limit { get; init; } = 50;

    /// <summary>The cursor of the page, or null for the first page.</summary>
    public string? Cursor { get; init; }

    /// <summary>Whether a record matches the query, regardless of the page.</summary>
    public bool Matches(EventRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return !record.IsTombstone
            && (Source is null || record.Source == Source)
            && (Type is null || record.Facts.Type == Type)
            && MatchesStatus(record)
            && (Outcome is null || record.Outcome == Outcome)
            && (Livemode is null || record.Facts.Livemode == Livemode)
            && MatchesHandler(record)
            && (Error is null || record.LastError?.Contains(Error, StringComparison.OrdinalIgnoreCase) == true)
            && (Since is null || record.ReceivedAt >= Since)
            && (Until is null || record.ReceivedAt < Until)
            && (Search is null || record.Id == Search || record.Terms.Contains(Search, StringComparer.Ordinal));
    }

    private bool MatchesHandler(EventRecord record) => Handler is null
        || record.Handled.Any(one => one.Name == Handler)
        || record.AttemptLog.Any(entry => entry.Handler == Handler && entry.Outcome != "succeeded");

    /// <summary>Whether a record has the requested <see cref="Status"/>.</summary>
    public bool MatchesStatus(EventRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return Status is null || (Status == EventStatus.Dead ? record.IsDeadLetter : record.Status == Status);
    }
}
