using PayHooks.Storage;

namespace PayHooks.Sqlite;

/// <summary>The ledger in a <see cref="SqliteStore"/>; bodies of any size are kept with it.</summary>
internal sealed class SqliteEventLedger(SqliteStore store) : IEventLedger
{
    /// <inheritdoc/>
    public ValueTask<Applied<T>> ApplyAsync<T>(EventKey key, LedgerChange<T> change, LedgerSnapshot? lastSeen, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        return new ValueTask<Applied<T>>(store.Writer.WriteAsync(
            new LedgerWrite<T>(key.Id, change, lastSeen), static (db, write) => write.Apply(db), cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask<EventRecord?> FindAsync(string id, CancellationToken cancellationToken) =>
        ValueTask.FromResult(store.Readers.Read(id, EventRows.Find)?.Record);

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> ReadBodyAsync(EventKey key, CancellationToken cancellationToken) =>
        ValueTask.FromResult(store.Readers.Read(key.Id, EventRows.Body));

    /// <inheritdoc/>
    public ValueTask<EventPage> ListAsync(EventQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var after = EventCursor.Parse(query.Cursor);
        var limit = Math.Clamp(query.Limit, 1, EventQuery.MaxLimit);
        return ValueTask.FromResult(store.Readers.Read((query, after, limit), static (db, list) => list.query.Search is null
            ? EventPage.Of(EventListing.Read(db, list.query, list.after, list.limit + 1), list.limit)
            : EventSearch.Read(db, list.query, list.after, list.limit)));
    }

    /// <inheritdoc/>
    public ValueTask<long> CountDeadAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(store.Readers.Read(EventStatus.Dead, EventRows.Count));

    /// <inheritdoc/>
    public ValueTask<long?> CountRetryingAsync(CancellationToken cancellationToken) =>
        new(store.Readers.Read(EventStatus.Retrying, EventRows.Count));

    /// <inheritdoc/>
    public ValueTask<PruneResult> PruneAsync(DateTimeOffset retainedSince, DateTimeOffset rememberedSince, CancellationToken cancellationToken) =>
        new(new EventPruning(store.Writer, store.Checkpoints).RunAsync(retainedSince, rememberedSince, cancellationToken));
}
