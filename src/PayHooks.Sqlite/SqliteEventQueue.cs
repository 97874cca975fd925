using PayHooks.Storage;

namespace PayHooks.Sqlite;

/// <summary>The queue in a <see cref="SqliteStore"/>. Bodies of any size travel in the message.</summary>
internal sealed class SqliteEventQueue(SqliteStore store) : IEventQueue, IMessageSource
{
    private readonly TakePace pace = new(TimeProvider.System);
    private readonly Action changed = store.MessagesChanged.Raise;

    /// <inheritdoc/>
    public int MaxTextBytes => int.MaxValue;

    /// <inheritdoc/>
    public bool TakesBytes => true;

    /// <inheritdoc/>
    public ValueTask EnqueueAsync(ReadOnlyMemory<byte> text, TimeSpan delay, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        return new ValueTask(store.Writer.WriteAsync(
            (store, text, visibleAt: (store.Time.GetUtcNow() + delay).UtcTicks),
            static (db, message) =>
            {
                MessageRows.Insert(db, ++message.store.LastMessageId, message.visibleAt, message.text.Span);
                return true;
            },
            cancellationToken,
            changed,
            isAnswer: delay == TimeSpan.Zero));
    }

    /// <inheritdoc/>
    public ValueTask<long> CountAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(store.Readers.Read(0, static (db, _) => MessageRows.Count(db)));

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<TakenMessage>> TakeAsync(int max, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);

        // Work makes way for answers.
        var rate = store.Writer.Brake.MostWork();
        var wait = pace.Wait(rate);
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, TimeProvider.System, cancellationToken);
        }

        max = Math.Min(max, TakePace.Most(rate));
        var taken = await store.MessagesChanged.TakeAsync(() => new ValueTask<TakeResult>(TakeDueAsync(max)), cancellationToken);
        pace.Took(taken.Count);
        return taken;
    }

    /// <inheritdoc/>
    public ValueTask DeleteAsync(TakenMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        return new ValueTask(store.Writer.WriteAsync(
            message,
            static (db, message) =>
            {
                MessageRows.Delete(db, message);
                return true;
            },
            cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask ReturnAsync(TakenMessage message, TimeSpan delay, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        return new ValueTask(store.Writer.WriteAsync(
            (message, visibleAt: (store.Time.GetUtcNow() + delay).UtcTicks),
            static (db, back) =>
            {
                MessageRows.Return(db, back.message, back.visibleAt);
                return true;
            },
            cancellationToken,
            changed));
    }

    // Not cancellable, and not undone by a log that cannot be synced: messages taken for a caller who does not know would stay taken
    // until the next start. A crash forgets who took what in any case.
    private Task<TakeResult> TakeDueAsync(int max) => store.Writer.WriteAsync(
        (max, now: store.Time.GetUtcNow()),
        static (db, take) =>
        {
            var taken = MessageRows.Take(db, take.max, take.now);
            return new TakeResult(taken, taken.Count > 0 ? null : MessageRows.NextDue(db));
        },
        CancellationToken.None,
        needsNoSync: true);
}
