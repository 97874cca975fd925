using PayHooks.Storage;

namespace PayHooks.Sqlite;

/// <summary>Prunes in small steps through the writer, so that deliveries are made durable in between.</summary>
internal sealed class EventPruning(SqliteWriter writer, SqliteCheckpoints checkpoints)
{
    private const int RecordsPerStep = 100;
    private const int LooksPerStep = 10_000;
    private const int TombstonesPerStep = 500;
    private const int PagesPerStep = 256;

    // Freeing the pages of large bodies is what takes time.
    private const long BytesPerStep = 4 * 1024 * 1024;

    public async Task<PruneResult> RunAsync(DateTimeOffset retainedSince, DateTimeOffset rememberedSince, CancellationToken cancellationToken)
    {
        var (tombstones, removed) = (0, 0);
        for (Position? reached = new Position(-1, ""); reached is not null;)
        {
            (var count, reached) = await writer.WriteAsync(
                (from: reached.Value, before: retainedSince.UtcTicks), static (db, step) => Retire(db, step.from, step.before), cancellationToken);
            tombstones += count;
        }

        for (var count = TombstonesPerStep; count == TombstonesPerStep; removed += count)
        {
            count = await writer.WriteAsync(rememberedSince.UtcTicks, Forget, cancellationToken);
        }

        while (await writer.WriteAsync(0, static (db, _) => GiveBackPages(db), cancellationToken))
        {
        }

        // The file gets shorter when the log, which holds its new length, is copied into it.
        await checkpoints.TruncateAsync(writer, cancellationToken);
        return new PruneResult(tombstones, removed);
    }

    // Goes on where the step before ended: dead and unfinished records stay in the index and are not looked at twice.
    private static (int Count, Position? Reached) Retire(SqliteSession session, Position from, long before)
    {
        var (over, reached) = Over(session, from, before);
        foreach (var (number, record) in over)
        {
            EventRows.Update(session, number, record, record.ToTombstone());
        }

        return (over.Count, reached);
    }

    private static (List<(long Number, EventRecord Record)> Over, Position? Reached) Over(SqliteSession session, Position from, long before)
    {
        var over = new List<(long Number, EventRecord Record)>();
        var (looked, bytes) = (0, 0L);
        using var select = session.Use($"""
            SELECT number, received_at, id, status = {(int)EventStatus.Completed} OR erased = 1, record FROM events INDEXED BY events_by_time
            WHERE tombstone = 0 AND received_at >= ?1 AND (received_at > ?1 OR id < ?2) AND received_at < ?3
            ORDER BY received_at, id DESC
            """);
        select.Bind(1, from.ReceivedAt).Bind(2, from.Id).Bind(3, before);
        while (select.Step())
        {
            looked++;
            if (select.Number(3) != 0)
            {
                var record = EventRecord.FromJson(select.Blob(4));
                over.Add((select.Number(0), record));
                bytes += record.BodyLength;
            }

            if (over.Count == RecordsPerStep || bytes >= BytesPerStep || looked == LooksPerStep)
            {
                return (over, new Position(select.Number(1), select.Text(2)));
            }
        }

        return (over, null);
    }

    private static int Forget(SqliteSession session, long before)
    {
        using var delete = session.Use($"""
            DELETE FROM events WHERE number IN (
                SELECT number FROM events INDEXED BY events_tombstones
                WHERE tombstone = 1 AND received_at < ?1 ORDER BY received_at LIMIT {TombstonesPerStep})
            """);
        delete.Bind(1, before).Run();
        return session.Changes;
    }

    private static bool GiveBackPages(SqliteSession session)
    {
        session.Run($"PRAGMA incremental_vacuum({PagesPerStep})");
        return session.Number("PRAGMA freelist_count") > 0;
    }

    private readonly record struct Position(long ReceivedAt, string Id);
}
