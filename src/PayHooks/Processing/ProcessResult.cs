using PayHooks.Storage;

namespace PayHooks.Processing;

/// <summary>What became of a message.</summary>
internal enum ProcessOutcome
{
    /// <summary>Every handler has finished.</summary>
    Completed,

    /// <summary>A handler failed; a retry is enqueued.</summary>
    Retrying,

    /// <summary>The event became a dead letter.</summary>
    Dead,

    /// <summary>A repeated delivery, counted.</summary>
    Duplicate,

    /// <summary>Nothing was left to do.</summary>
    Dropped,

    /// <summary>It could not be worked on yet; a new message with a delay took its place.</summary>
    Requeued,

    /// <summary>The process stops; the claim was given up in good order.</summary>
    Released,

    /// <summary>The claim was lost while handlers ran; its new holder decides.</summary>
    Lost,

    /// <summary>Neither the work nor a new message could be made durable: the message stays as it is.</summary>
    Abandoned,
}

/// <summary>What became of a message, for the host to log and to end it or not.</summary>
/// <param name="Outcome">What happened.</param>
internal sealed record ProcessResult(ProcessOutcome Outcome)
{
    /// <summary>
    /// Whether the host ends the message. Otherwise it stays: the host lets it become visible again after
    /// <see cref="ReturnAfter"/>.
    /// </summary>
    public bool CompleteMessage =>
        IsReplaced || Outcome is not (ProcessOutcome.Released or ProcessOutcome.Lost or ProcessOutcome.Abandoned);

    /// <summary>Whether the message is gone already: it ended in the same write as the event.</summary>
    public bool IsMessageEnded { get; init; }

    /// <summary>Whether a new message, never taken before, has taken the place of this one.</summary>
    public bool IsReplaced { get; init; }

    /// <summary>When a message that stays should be looked at again.</summary>
    public TimeSpan ReturnAfter { get; init; }

    /// <summary>The event, or null when it is unknown.</summary>
    public string? EventId { get; init; }

    /// <summary>The source, or null.</summary>
    public string? Source { get; init; }

    /// <summary>The event's type, or null.</summary>
    public string? Type { get; init; }

    /// <summary>What the event came to, for <see cref="ProcessOutcome.Completed"/>; null otherwise.</summary>
    public EventOutcome? EventOutcome { get; init; }

    /// <summary>For <see cref="ProcessOutcome.Duplicate"/>: whether the delivery contradicts the first one of the event, which
    /// counts.</summary>
    public bool IsConflict { get; init; }

    /// <summary>The attempt that ended, or 0.</summary>
    public int Attempt { get; init; }

    /// <summary>Why, in one sentence, where it is not plain.</summary>
    public string? Why { get; init; }

    /// <summary>Whether an operator should know: a setting is missing, a message cannot be read, the store is away.</summary>
    public bool NeedsAttention { get; init; }

    /// <summary>What the store or a handler threw, or null.</summary>
    public Exception? Error { get; init; }
}
