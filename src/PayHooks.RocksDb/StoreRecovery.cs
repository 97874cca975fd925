using PayHooks.RocksDb.Engine;
using PayHooks.RocksDb.Events;
using PayHooks.Storage;

namespace PayHooks.RocksDb;

/// <summary>Opens what a dead owner left. The folder's lock proves that it is dead, so leases need not run out.</summary>
internal static class StoreRecovery
{
    private const int RecordsInBatch = 500;

    /// <summary>Opens the database as far as its log can be read, which is at least up to what was acknowledged.</summary>
    /// <remarks>
    /// A loss of power can leave anything behind what the disk has taken: half a record, zeros, a later record without an earlier one. That
    /// must not stop a start. The same damage in front of it must: the log would be read up to there, and what is behind it, which was
    /// acknowledged, lost silently. <see cref="SyncedMark"/> shows which it is.
    /// </remarks>
    /// <exception cref="EngineException">A file other than the log is damaged, or the log where it was acknowledged.</exception>
    /// <exception cref="RocksDbStoreException">The log ends before what was acknowledged.</exception>
    public static Database Open(string folder)
    {
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

    // Looked at without changing it: a database that is opened for writing removes the log that it could not read to its end.
    private static bool IsReadableThrough(string folder, LogEnd logEnd, long synced)
    {
        try
        {
            using var database = Database.OpenReadOnly(folder, logEnd);
            return Counters.Read(database).Batches >= synced;
        }
        catch (EngineException)
        {
            // Not the log.
            return false;
        }
    }

    /// <summary>
    /// Ends the leases of a dead owner. A crash counts against the events whose handlers had begun; the others were only claimed, and a
    /// process that crashes again and again must not make dead letters of them.
    /// </summary>
    /// <param name="database">The database.</param>
    /// <param name="running">The events whose handlers had begun.</param>
    public static void FreeTaken(Database database, IReadOnlySet<EventIdKey> running)
    {
        using var batch = database.NewBatch();
        Span<byte> key = stackalloc byte[Keys.NumberLength];
        foreach (var (number, record) in Processing(database))
        {
            var owner = running.Contains(EventIdKey.Of(record.Id)) ? record.Owner : null;
            batch.Put(
                Family.Events, Keys.OfNumber(key, number), (record with { LeaseUntil = DateTimeOffset.MinValue, Owner = owner }).ToJson());
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
