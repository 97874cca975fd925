namespace PayHooks.Operations.Failures;

/// <summary>The retrying and dead events that fail for the same reason.</summary>
internal sealed record FailureGroup
{
    /// <summary>Identifies the group: a hash of source, handler and error.</summary>
    public required string Id { get; init; }

    /// <summary>The source.</summary>
    public required string Source { get; init; }

    /// <summary>The handler; null if the events failed outside a handler.</summary>
    public string? Handler { get; init; }

    /// <summary>The error, without what differs from event to event.</summary>
    public required string Error { get; init; }

    /// <summary>The number of events.</summary>
    public int Count { get; init; }

    /// <summary>Whether there may be more events, because counting ended before the oldest one.</summary>
    public bool More { get; init; }

    /// <summary>The earliest time at which one of the events last failed.</summary>
    public DateTimeOffset FirstAt { get; init; }

    /// <summary>The latest time at which one of the events failed.</summary>
    public DateTimeOffset LastAt { get; init; }

    /// <summary>What somebody has noted, or null.</summary>
    public string? Note { get; init; }

    /// <summary>Who acknowledged the group, or null.</summary>
    public string? AcknowledgedBy { get; init; }

    /// <summary>When it was acknowledged, or null.</summary>
    public DateTimeOffset? AcknowledgedAt { get; init; }
}
