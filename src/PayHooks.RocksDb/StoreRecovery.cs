using PayHooks.RocksDb.Engine;
using PayHooks.RocksDb.Events;
using PayHooks.Storage;

namespace PayHooks.RocksDb;

/// <summary>Opens the store of a dead owner. The folder's lock proves that the owner is dead, so leases need not expire.</summary>
internal static class StoreRecovery
{
    private const int RecordsInBatch = 500;

    private static readonly DateTimeOffset Ended = DateTimeOffset.MinValue;

    /// <summary>Opens the database as far as its log is readable, which must include everything that was acknowledged.</summary>
    /// <remarks>
    /// After a power failure, the log beyond the last sync can contain anything: a partial record, zeros, or a later record without an
    /// earlier one. This must not prevent a start. The same damage before the last sync must: the log would be read only up to the damage,
    /// and acknowledged data after it would be lost silently. <see cref="SyncedMark"/> distinguishes the two.
    /// </remarks>
    /// <exception cref="EngineException">A file other than the log is damaged, or an acknowledged part of the log is.</exception>
    /// <exception cref="RocksDbStoreException">The log ends before the last acknowledged batch.</exception>
    public static Database Open(string folder)
    {
        TornLog.Repair(folder);
        var synced = SyncedMark.Read(folder);
        var database = OpenWithLog(folder, synced);
        var reached = Counters.Read(database).Batches;
        if (reached < synced)
        {
            database.Dispose();
            throw RocksDbStoreException.Incomplete(folder, synced - reached);
        }

        return database;
    }

    private static Database OpenWithLog(string folder, long synced)
    {
        try
        {
            return Database.Open(folder);
        }
        catch (EngineException e) when (e.IsCorruption)
        {
            var logEnd = e.IsLogMissing ? LogEnd.MayBeMissing : LogEnd.MayBeDamaged;
            if (synced > 0 && !IsReadableThrough(folder, logEnd, synced))
            {
                throw;
            }

            return Database.Open(folder, logEnd);
        }
    }

    // Checks the log read-only: opening the database for writing would delete a log that cannot be read to its end.
    private static bool IsReadableThrough(string folder, LogEnd logEnd, long synced)
    {
        try
        {
            using var database = Database.OpenReadOnly(folder, logEnd);
            return Counters.Read(database).Batches >= synced;
        }
        catch (EngineException)
        {
            // The damage is not in the log.
            return false;
        }
    }

    /// <summary>
    /// Ends the leases of a dead owner. The crash counts against events whose handlers had started; the others were only claimed, and
    /// repeated crashes must not dead-letter them. An earlier start that was killed too may have ended some leases: it had the list of
    /// what was running then, which this one no longer has, so what it decided stays.
    /// </summary>
    /// <param name="database">The database.</param>
    /// <param name="running">The events whose handlers had started.</param>
    public static void FreeTaken(Database database, IReadOnlySet<EventIdKey> running)
    {
        using var batch = database.NewBatch();
        Span<byte> key = stackalloc byte[Keys.NumberLength];
        foreach (var (number, record) in Processing(database).Where(one => one.Record.LeaseUntil != Ended))
        {
            var owner = running.Contains(EventIdKey.Of(record.Id)) ? record.Owner : null;
            batch.Put(
                Family.Events, Keys.OfNumber(key, number), (record with { LeaseUntil = Ended, Owner = owner }).ToJson());
            if (batch.Count == RecordsInBatch)
            {
                database.Write(batch);
                batch.Clear();
            }
        }

        database.Write(batch);
        database.Sync();
    }

    private static IEnumerable<(long Number, EventRecord Record)> Processing(Database database)
    {
        var from = new byte[ListKey.PrefixLength + Keys.NumberLength];
        var until = new byte[from.Length];
        ListKey.WriteStart(from, ListKind.Open, (long)EventStatus.Processing, 0);
        ListKey.WriteStart(until, ListKind.Open, (long)EventStatus.Processing, -1);
        using var range = database.Range(Family.Lists, from, until);
        for (var more = range.ToFirst(); more; more = range.ToNext())
        {
            var number = ListKey.Number(range.Key);
            if (EventRow.RecordOf(database, number) is { } record)
            {
                yield return (number, record);
            }
        }
    }
}
