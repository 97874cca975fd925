using PayHooks.RocksDb.Engine;
using PayHooks.RocksDb.Events;
using PayHooks.Storage;

namespace PayHooks.RocksDb;

/// <summary>Removes erased data from the files. Otherwise RocksDB does so when it next rewrites them, which can take weeks.</summary>
internal sealed class StoreCompaction(RocksDbStore store) : IStoreCompaction
{
    /// <inheritdoc/>
    public Task CompactEventAsync(string id, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            if (EventRow.NumberOf(store.Database, EventIdKey.Of(id)) is { } number)
            {
                store.Database.Flush();
                Span<byte> key = stackalloc byte[Keys.NumberLength];
                Keys.OfNumber(key, number);
                store.Database.Compact(Family.Bodies, key, key);
                store.Database.Compact(Family.Events, key, key);

                // Messages contain headers; the family is small.
                store.Database.Compact(Family.Queue);
            }
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task CompactPaymentsAsync(CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            store.Database.Flush();
            store.Database.Compact(Family.Subjects);
            store.Database.Compact(Family.References);
            store.Database.Compact(Family.State);
        },
        cancellationToken);
}
