namespace PayHooks.Storage;

/// <summary>A queue of messages. They never expire.</summary>
internal interface IEventQueue
{
    /// <summary>The maximum size of a message in bytes; larger bodies go to the body store first.</summary>
    int MaxTextBytes { get; }

    /// <summary>Whether a message may have its body as raw bytes, so that it need not be encoded as text.</summary>
    bool TakesBytes { get; }

    /// <summary>
    /// Writes a message durably. Returns only after the store has confirmed the write; if it throws, the message may or may not be in the
    /// queue.
    /// </summary>
    /// <param name="text">The message (<c>MessageSerializer</c>); with a body only if the queue <see cref="TakesBytes"/>.</param>
    /// <param name="delay">How long the message stays invisible; may be zero. Stores may round up to whole seconds.</param>
    /// <param name="cancellationToken">Cancels the wait; the write may still happen.</param>
    ValueTask EnqueueAsync(MessageText text, TimeSpan delay, CancellationToken cancellationToken);

    /// <summary>The approximate number of messages that are waiting or being processed.</summary>
    ValueTask<long> CountAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Reads a few of the messages that are due and not taken, without taking them; among them the one that has waited longest, or nearly
    /// so.
    /// </summary>
    ValueTask<IReadOnlyList<MessageText>> PeekAsync(CancellationToken cancellationToken);
}

/// <summary>The consumer side of a queue that PayHooks pumps itself (RocksDB, in memory); on Azure, the platform does this.</summary>
internal interface IMessageSource
{
    /// <summary>
    /// Waits until a message is due and takes up to <paramref name="max"/> messages, earliest due first. A taken message is invisible to
    /// others until it is deleted or returned, or its consumer dies.
    /// </summary>
    ValueTask<IReadOnlyList<TakenMessage>> TakeAsync(int max, CancellationToken cancellationToken);

    /// <summary>Deletes a message.</summary>
    ValueTask DeleteAsync(TakenMessage message, CancellationToken cancellationToken);

    /// <summary>Makes a message visible again after a delay.</summary>
    ValueTask ReturnAsync(TakenMessage message, TimeSpan delay, CancellationToken cancellationToken);
}

/// <summary>A message taken from a queue.</summary>
/// <param name="Key">The store's key of the message.</param>
/// <param name="Text">The message text.</param>
/// <param name="DequeueCount">The number of dequeues, including this one.</param>
internal sealed record TakenMessage(long Key, MessageText Text, int DequeueCount);
