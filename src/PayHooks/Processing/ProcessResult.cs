using PayHooks.Storage;

namespace PayHooks.Processing;

/// <summary>The outcome of a message.</summary>
internal enum ProcessOutcome
{
    /// <summary>Every handler has finished.</summary>
    Completed,

    /// <summary>A handler failed; a retry is enqueued.</summary>
    Retrying,

    /// <summary>The event became a dead letter.</summary>
    Dead,

    /// <summary>The source or a handler is paused; the event waits until it is resumed.</summary>
    Paused,

    /// <summary>A duplicate delivery, which was counted.</summary>
    Duplicate,

    /// <summary>There was nothing left to do.</summary>
    Dropped,

    /// <summary>The message could not be processed yet; a delayed new message replaced it.</summary>
    Requeued,

    /// <summary>The process is stopping; the claim was released cleanly.</summary>
    Released,

    /// <summary>The claim was lost while handlers ran; its new holder decides.</summary>
    Lost,

    /// <summary>Neither the outcome nor a new message could be made durable: the message stays in the queue.</summary>
    Abandoned,
}

/// <summary>The result of processing a message; the host logs it and completes or abandons the message.</summary>
/// <param name="Outcome">The outcome.</param>
internal sealed record ProcessResult(ProcessOutcome Outcome)
{
    /// <summary>
    /// Whether the host completes the message. Otherwise the host makes it visible again after <see cref="ReturnAfter"/>.
    /// </summary>
    public bool CompleteMessage =>
        IsReplaced || Outcome is not (ProcessOutcome.Released or ProcessOutcome.Lost or ProcessOutcome.Abandoned);

    /// <summary>Whether the message was already completed in the same write as the event.</summary>
    public bool IsMessageEnded { get; init; }

    /// <summary>Whether a new message with a dequeue count of zero has replaced this one.</summary>
    public bool IsReplaced { get; init; }

    /// <summary>The delay before an abandoned message is retried.</summary>
    public TimeSpan ReturnAfter { get; init; }

    /// <summary>The event, or null if unknown.</summary>
    public string? EventId { get; init; }

    /// <summary>The source, or null.</summary>
    public string? Source { get; init; }

    /// <summary>The event's type, or null.</summary>
    public string? Type { get; init; }

    /// <summary>The outcome of the event, for <see cref="ProcessOutcome.Completed"/>; null otherwise.</summary>
    public EventOutcome? EventOutcome { get; init; }

    /// <summary>For <see cref="ProcessOutcome.Duplicate"/>: whether the delivery contradicts the event's first delivery, which
    /// takes precedence.</summary>
    public bool IsConflict { get; init; }

    /// <summary>The attempt that ended, or 0.</summary>
    public int Attempt { get; init; }

    /// <summary>The reason in one sentence, if it is not obvious.</summary>
    public string? Why { get; init; }

    /// <summary>Whether an operator should know: a setting is missing, a message is unreadable, the store is unavailable.</summary>
    public bool NeedsAttention { get; init; }

    /// <summary>The exception from the store or a handler, or null.</summary>
    public Exception? Error { get; init; }
}
