namespace PayHooks.Storage;

/// <summary>Which events to list.</summary>
internal sealed record EventQuery
{
    /// <summary>The most that one page holds.</summary>
    public const int MaxLimit = 500;

    /// <summary>Only this source.</summary>
    public string? Source { get; init; }

    /// <summary>Only this type.</summary>
    public string? Type { get; init; }

    /// <summary>Only this status; <see cref="EventStatus.Dead"/> lists dead letters, of which an erased event is none.</summary>
    public EventStatus? Status { get; init; }

    /// <summary>Only completed events that came to this.</summary>
    public EventOutcome? Outcome { get; init; }

    /// <summary>Only events first received at this time or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only events first received before this time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>
    /// Only events that are known by exactly this text: the event's id or the provider's, and, where the ledger keeps track of
    /// them, the resource's id or the merchant's reference.
    /// </summary>
    public string? Search { get; init; }

    /// <summary>How many, 1 to <see cref="MaxLimit"/>.</summary>
    public int Limit { get; init; } = 50;

    /// <summary>Where the page before ended, or null for the first.</summary>
    public string? Cursor { get; init; }

    /// <summary>Whether a record is one of those that are asked for, wherever the page begins.</summary>
    public bool Matches(EventRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return !record.IsTombstone
            && (Source is null || record.Source == Source)
            && (Type is null || record.Facts.Type == Type)
            && MatchesStatus(record)
            && (Outcome is null || record.Outcome == Outcome)
            && (Since is null || record.ReceivedAt >= Since)
            && (Until is null || record.ReceivedAt < Until)
            && (Search is null || record.Id == Search || record.Terms.Contains(Search, StringComparer.Ordinal));
    }

    /// <summary>Whether a record has the requested <see cref="Status"/>.</summary>
    public bool MatchesStatus(EventRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return Status is null || (Status == EventStatus.Dead ? record.IsDeadLetter : record.Status == Status);
    }
}
