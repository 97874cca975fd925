using PayHooks.RocksDb.Engine;
using PayHooks.RocksDb.Events;
using PayHooks.RocksDb.Operations;
using PayHooks.Storage;

namespace PayHooks.RocksDb;

/// <summary>The event ledger of a <see cref="RocksDbStore"/>. It stores bodies of any size.</summary>
internal sealed class RocksDbEventLedger(RocksDbStore store) : IEventLedger
{
    /// <inheritdoc/>
    public ValueTask<Applied<T>> ApplyAsync<T>(
        EventKey key, LedgerChange<T> change, LedgerSnapshot? lastSeen, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        return new ValueTask<Applied<T>>(store.Writer.WriteAsync(new ApplyOperation<T>(key.Id, change, lastSeen), cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask<EventRecord?> FindAsync(string id, CancellationToken cancellationToken) =>
        ValueTask.FromResult(EventRow.Find(store.Database, EventIdKey.Of(id))?.Record is { } record && record.Id == id ? record : null);

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> ReadBodyAsync(EventKey key, CancellationToken cancellationToken) =>
        ValueTask.FromResult(ReadBody(EventIdKey.Of(key.Id)));

    /// <inheritdoc/>
    public ValueTask<EventPage> ListAsync(EventQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var after = EventCursor.Parse(query.Cursor);
        var limit = Math.Clamp(query.Limit, 1, EventQuery.MaxLimit);
        return ValueTask.FromResult(query.Search is null
            ? EventListing.Read(store.Database, query, after, limit)
            : EventSearch.Read(store.Database, query, after, limit));
    }

    /// <inheritdoc/>
    public bool ReadsManyCheaply => true;

    /// <inheritdoc/>
    public ValueTask<long> CountDeadAsync(CancellationToken cancellationToken) => ValueTask.FromResult(store.Counters.Dead);

    /// <inheritdoc/>
    public ValueTask<long?> CountRetryingAsync(CancellationToken cancellationToken) => ValueTask.FromResult<long?>(store.Counters.Retrying);

    /// <inheritdoc/>
    public ValueTask<PruneResult> PruneAsync(
        DateTimeOffset retainedSince, DateTimeOffset rememberedSince, CancellationToken cancellationToken) => new(
            store.Clock.FindDoubt() is { } doubt
                ? Task.FromResult(new PruneResult(0, 0) { Postponed = doubt })
                : new EventPruning(store).RunAsync(retainedSince, rememberedSince, cancellationToken));

    private byte[]? ReadBody(ReadOnlySpan<byte> key)
    {
        try
        {
            using var body = store.Database.Get(Family.Bodies, key);
            return body.IsFound ? body.Bytes.ToArray() : null;
        }
        catch (EngineException e) when (e.IsCorruption)
        {
            // RocksDB does not include the file name in errors about large values.
            throw RocksDbStoreException.Damaged(store.Folder, e);
        }
    }

    private ReadOnlyMemory<byte>? ReadBody(EventIdKey id)
    {
        Span<byte> key = stackalloc byte[Keys.NumberLength];
        for (var last = 0L; EventRow.NumberOf(store.Database, id) is { } number && number != last; last = number)
        {
            if (ReadBody(Keys.OfNumber(key, number)) is { } body)
            {
                return body;
            }

            // Pruning may have moved the event between the two reads; read again with the new number.
        }

        return null;
    }
}
