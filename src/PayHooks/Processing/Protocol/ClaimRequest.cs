using PayHooks.Storage;

namespace PayHooks.Processing.Protocol;

/// <summary>A message's request for a claim.</summary>
internal sealed record ClaimRequest
{
    /// <summary>The message.</summary>
    public required QueueMessage Message { get; init; }

    /// <summary>A random token, unique to each request.</summary>
    public required string Owner { get; init; }

    /// <summary>The time of the request.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>How long the claim lasts unless it is renewed.</summary>
    public required TimeSpan Lease { get; init; }

    /// <summary>Whether this process still holds the claim of an owner; null if it tracks none.</summary>
    public Func<string, bool>? IsHeld { get; init; }

    /// <summary>For a delivery: the record to insert if there is none.</summary>
    public EventRecord? NewRecord { get; init; }

    /// <summary>The key of the message in the store, if PayHooks pumps the queue itself.</summary>
    public long? MessageKey { get; init; }
}

/// <summary>The result of a claim request.</summary>
/// <param name="Outcome">The decision.</param>
internal sealed record ClaimResult(ClaimOutcome Outcome)
{
    /// <summary>For <see cref="ClaimOutcome.Requeue"/>: when to try again.</summary>
    public DateTimeOffset Until { get; init; }

    /// <summary>For <see cref="ClaimOutcome.Duplicate"/>: whether the delivery contradicts the event's first delivery.</summary>
    public bool IsConflict { get; init; }

    /// <summary>The reason, if it is not obvious.</summary>
    public string? Why { get; init; }
}

/// <summary>The decisions of the claim table.</summary>
internal enum ClaimOutcome
{
    /// <summary>The claim is held: run the handlers.</summary>
    Claimed,

    /// <summary>Another claim is active: try again later.</summary>
    Requeue,

    /// <summary>A duplicate delivery, which was counted: complete the message.</summary>
    Duplicate,

    /// <summary>Nothing is left to do for this message: complete it.</summary>
    Dropped,

    /// <summary>A replay that cannot be served: complete the message.</summary>
    Refused,

    /// <summary>The event has just become dead: complete the message.</summary>
    DeadLettered,
}
