using PayHooks.RocksDb.Operations;
using PayHooks.Storage;

namespace PayHooks.RocksDb;

/// <summary>The event queue of a <see cref="RocksDbStore"/>. Messages contain bodies of any size.</summary>
internal sealed class RocksDbEventQueue(RocksDbStore store) : IEventQueue, IMessageSource
{
    /// <inheritdoc/>
    public int MaxTextBytes => int.MaxValue;

    /// <inheritdoc/>
    public bool TakesBytes => true;

    /// <inheritdoc/>
    public ValueTask EnqueueAsync(MessageText text, TimeSpan delay, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        return new ValueTask(store.Writer.WriteAsync(new EnqueueOperation(store.Messages, text, DueAfter(delay)), cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask<long> CountAsync(CancellationToken cancellationToken) => ValueTask.FromResult(store.Counters.Messages);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<MessageText>> PeekAsync(CancellationToken cancellationToken) => new(store.Messages.Peek());

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<TakenMessage>> TakeAsync(int max, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        return store.Messages.Changed.TakeAsync(() => store.Take(max), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DeleteAsync(TakenMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        return new ValueTask(store.Writer.WriteAsync(new DeleteOperation(message), cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask ReturnAsync(TakenMessage message, TimeSpan delay, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        return new ValueTask(store.Writer.WriteAsync(new ReturnOperation(store.Messages, message, DueAfter(delay)), cancellationToken));
    }

    // Without a delay the due time is 0, so the message is due whatever the clock says.
    private long DueAfter(TimeSpan delay) => delay == TimeSpan.Zero ? 0 : (store.Time.GetUtcNow() + delay).UtcTicks;
}
