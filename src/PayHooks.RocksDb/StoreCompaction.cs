using PayHooks.RocksDb.Engine;
using PayHooks.Storage;

namespace PayHooks.RocksDb;

/// <summary>Removes erased data from the files. Otherwise RocksDB does so when it next rewrites them, which can take weeks.</summary>
internal sealed class StoreCompaction(RocksDbStore store) : IStoreCompaction
{
    // The families with payloads, headers, payments and flags. Whole families, because what was erased is not under one key: duplicates
    // had bodies of their own, and pruning moves events.
    private static readonly Family[] WithPersonalData =
        [Family.Queue, Family.Bodies, Family.Events, Family.Subjects, Family.References, Family.State];

    /// <inheritdoc/>
    public Task CompactAsync(CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            store.Database.Flush();
            foreach (var family in WithPersonalData)
            {
                cancellationToken.ThrowIfCancellationRequested();
                store.Database.Compact(family);
            }
        },
        cancellationToken);
}
