namespace PayHooks.Storage;

/// <summary>
/// A queue that returns the message of a killed process much later than the process's claim ends. A long run therefore keeps a second
/// message in it, its guard, which becomes visible when the claim may be taken over.
/// </summary>
internal interface IGuardQueue
{
    /// <summary>Writes a guard.</summary>
    /// <param name="text">The message.</param>
    /// <param name="delay">How long it stays invisible.</param>
    /// <param name="cancellationToken">Cancels the wait; the write may still happen.</param>
    ValueTask<GuardReceipt> AddAsync(MessageText text, TimeSpan delay, CancellationToken cancellationToken);

    /// <summary>Keeps a guard invisible for longer. It need not be received for that.</summary>
    /// <returns>The receipt for the next call; null if the guard became visible and was received.</returns>
    ValueTask<GuardReceipt?> PostponeAsync(GuardReceipt guard, TimeSpan delay, CancellationToken cancellationToken);

    /// <summary>Deletes a guard, unless it was received.</summary>
    ValueTask RemoveAsync(GuardReceipt guard, CancellationToken cancellationToken);
}

/// <summary>Identifies a guard that nobody has received.</summary>
/// <param name="Queue">The number of its queue.</param>
/// <param name="Id">The queue's id of the message.</param>
/// <param name="Token">The right to change it; renewed by every change.</param>
internal sealed record GuardReceipt(int Queue, string Id, string Token);
