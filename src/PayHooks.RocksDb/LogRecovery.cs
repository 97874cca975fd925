using PayHooks.RocksDb.Engine;

namespace PayHooks.RocksDb;

/// <summary>Opens a database whose process, or whose machine, may have died while it wrote.</summary>
/// <remarks>
/// After a crash of the process the write-ahead log is whole but for its last record. After a loss of power any part that was not
/// synced may be missing, with later parts in place: a log that is damaged in the middle. What comes behind the damage was never
/// acknowledged, unless the damage is in a part that was synced, and that must not be skipped in silence. Each batch says which batch
/// before it was synced by then (<see cref="Counters"/>); so whatever can still be read behind the damage tells the two apart.
/// </remarks>
internal static class LogRecovery
{
    /// <summary>Opens the database.</summary>
    /// <exception cref="EngineException">It is damaged, in a part that was synced.</exception>
    public static Database Open(string folder)
    {
        try
        {
            return Database.Open(folder, WalRecovery.TolerateTornTail);
        }
        catch (EngineException e) when (e.IsCorruption)
        {
            if (!IsDamageBehindSync(folder))
            {
                throw;
            }

            return Database.Open(folder, WalRecovery.PointInTime);
        }
    }

    private static bool IsDamageBehindSync(string folder)
    {
        try
        {
            return BatchesIn(folder, WalRecovery.PointInTime).Last >= BatchesIn(folder, WalRecovery.SkipDamaged).Synced;
        }
        catch (EngineException)
        {
            // Then it is not the log that is damaged.
            return false;
        }
    }

    private static (long Last, long Synced) BatchesIn(string folder, WalRecovery recovery)
    {
        using var database = Database.OpenReadOnly(folder, recovery);
        var counters = Counters.Read(database);
        return (counters.LastBatch, counters.SyncedBatch);
    }
}
