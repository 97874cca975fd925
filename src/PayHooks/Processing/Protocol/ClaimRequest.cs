using PayHooks.Storage;

namespace PayHooks.Processing.Protocol;

/// <summary>A message asking for a claim.</summary>
internal sealed record ClaimRequest
{
    /// <summary>The message.</summary>
    public required QueueMessage Message { get; init; }

    /// <summary>A random token, new for every request.</summary>
    public required string Owner { get; init; }

    /// <summary>The time of the request.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>How long the claim holds unless it is renewed.</summary>
    public required TimeSpan Lease { get; init; }

    /// <summary>Whether this process holds the claim of an owner, which then is not over; null when it knows of none.</summary>
    public Func<string, bool>? IsHeld { get; init; }

    /// <summary>For a delivery: what it reports, as the record to insert when there is none.</summary>
    public EventRecord? NewRecord { get; init; }

    /// <summary>The key of the message in the store, if PayHooks itself takes it from a queue.</summary>
    public long? MessageKey { get; init; }
}

/// <summary>What became of a request.</summary>
/// <param name="Outcome">The decision.</param>
internal sealed record ClaimResult(ClaimOutcome Outcome)
{
    /// <summary>For <see cref="ClaimOutcome.Requeue"/>: when to ask again.</summary>
    public DateTimeOffset Until { get; init; }

    /// <summary>For <see cref="ClaimOutcome.Duplicate"/>: whether the delivery contradicts the first one of the event.</summary>
    public bool IsConflict { get; init; }

    /// <summary>Why, where it is not plain.</summary>
    public string? Why { get; init; }
}

/// <summary>The decisions of the claim table.</summary>
internal enum ClaimOutcome
{
    /// <summary>The claim is held: run the handlers.</summary>
    Claimed,

    /// <summary>Somebody else's claim lives: ask again later.</summary>
    Requeue,

    /// <summary>A repeated delivery, counted: the message ends.</summary>
    Duplicate,

    /// <summary>Nothing is left to do for this message: it ends.</summary>
    Dropped,

    /// <summary>A replay that cannot be served: the message ends.</summary>
    Refused,

    /// <summary>The event has just become dead: the message ends.</summary>
    DeadLettered,
}
