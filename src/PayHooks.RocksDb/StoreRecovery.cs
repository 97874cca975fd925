using PayHooks.RocksDb.Engine;
using PayHooks.RocksDb.Events;
using PayHooks.Storage;

namespace PayHooks.RocksDb;

/// <summary>Frees what a dead owner held. The folder's lock proves that it is dead, so leases need not run out.</summary>
internal static class StoreRecovery
{
    private const int RecordsInBatch = 500;

    public static void Run(Database database)
    {
        using var batch = database.NewBatch();
        Span<byte> key = stackalloc byte[Keys.NumberLength];
        foreach (var (number, record) in Processing(database))
        {
            batch.Put(Family.Events, Keys.OfNumber(key, number), (record with { LeaseUntil = DateTimeOffset.MinValue }).ToJson());
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
