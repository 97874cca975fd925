namespace PayHooks.Storage;

/// <summary>Where messages wait. They never expire.</summary>
internal interface IEventQueue
{
    /// <summary>The longest text that one message may have, in bytes; larger bodies go to the body store first.</summary>
    int MaxTextBytes { get; }

    /// <summary>Whether a message may hold any bytes, so that bodies need not be made text of.</summary>
    bool TakesBytes { get; }

    /// <summary>
    /// Makes a message durable. Returns only after the store has confirmed the write; throws when it could not, in which
    /// case the message may or may not be there.
    /// </summary>
    /// <param name="text">The message (<c>MessageSerializer</c>), in ASCII unless the queue <see cref="TakesBytes"/>.</param>
    /// <param name="delay">How long it stays invisible; zero for none. Stores may round up to whole seconds.</param>
    /// <param name="cancellationToken">Ends the wait; the write may still happen.</param>
    ValueTask EnqueueAsync(ReadOnlyMemory<byte> text, TimeSpan delay, CancellationToken cancellationToken);

    /// <summary>About how many messages wait or are being worked on.</summary>
    ValueTask<long> CountAsync(CancellationToken cancellationToken);
}

/// <summary>The other end of a queue that PayHooks itself pumps (RocksDB, in memory); on Azure the platform does.</summary>
internal interface IMessageSource
{
    /// <summary>
    /// Waits until something is due and takes up to <paramref name="max"/> messages, oldest due first. A taken message is
    /// invisible to others until it is deleted, returned, or its taker dies.
    /// </summary>
    ValueTask<IReadOnlyList<TakenMessage>> TakeAsync(int max, CancellationToken cancellationToken);

    /// <summary>Ends a message.</summary>
    ValueTask DeleteAsync(TakenMessage message, CancellationToken cancellationToken);

    /// <summary>Makes a message visible again after a delay.</summary>
    ValueTask ReturnAsync(TakenMessage message, TimeSpan delay, CancellationToken cancellationToken);
}

/// <summary>A message taken from a queue.</summary>
/// <param name="Key">The store's own key of it.</param>
/// <param name="Text">The message text.</param>
/// <param name="DequeueCount">How often it was taken, this time included.</param>
internal sealed record TakenMessage(long Key, ReadOnlyMemory<byte> Text, int DequeueCount);
