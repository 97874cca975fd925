using PayHooks.Storage;

namespace PayHooks.Sqlite;

/// <summary>The statements on single events and their bodies.</summary>
internal static class EventRows
{
    /// <summary>An event's row number and record; null when there is none.</summary>
    public static (long Number, EventRecord Record)? Find(SqliteSession session, string id)
    {
        using var find = session.Use("SELECT number, record FROM events WHERE id = ?1");
        find.Bind(1, id);
        return find.Step() ? (find.Number(0), EventRecord.FromJson(find.Blob(1))) : null;
    }

    public static ReadOnlyMemory<byte>? Body(SqliteSession session, string id)
    {
        using var body = session.Use("SELECT body FROM bodies WHERE event = (SELECT number FROM events WHERE id = ?1)");
        body.Bind(1, id);
        
        // Not "? … : null": a null array would become an empty body.
        if (body.Step())
        {
            return body.Blob(0).ToArray();
        }

        return null;
    }

    /// <summary>The events whose claim is held, or was held by an owner that died.</summary>
    public static List<(long Number, EventRecord Record)> Processing(SqliteSession session)
    {
        var found = new List<(long, EventRecord)>();
        using var select = session.Use(
            $"SELECT number, record FROM events INDEXED BY events_open WHERE tombstone = 0 AND status <> 2 AND erased = 0 AND status = {(int)EventStatus.Processing}");
        while (select.Step())
        {
            found.Add((select.Number(0), EventRecord.FromJson(select.Blob(1))));
        }

        return found;
    }

    public static long CountDead(SqliteSession session) => session.Number(
        $"SELECT COUNT(*) FROM events INDEXED BY events_open WHERE tombstone = 0 AND status <> 2 AND erased = 0 AND status = {(int)EventStatus.Dead}");

    public static void Insert(SqliteSession session, EventRecord record, ReadOnlyMemory<byte>? body)
    {
        if (body is null)
        {
            InsertRecord(session, record);
            return;
        }

        session.Atomically((record, body.Value), static (db, row) =>
        {
            InsertRecord(db, row.record);
            using var insert = db.Use("INSERT INTO bodies (event, body) VALUES (?1, ?2)");
            insert.Bind(1, db.LastInserted).Bind(2, row.Value.Span).Run();
        });
    }

    public static void Update(SqliteSession session, long number, EventRecord from, EventRecord to)
    {
        // Columns that are named are written into their indexes again, changed or not.
        if (HasSameColumns(from, to))
        {
            using var update = session.Use("UPDATE events SET record = ?2 WHERE number = ?1");
            update.Bind(1, number).Bind(2, to.ToJson()).Run();
        }
        else if (!to.IsBodyGone)
        {
            UpdateAll(session, number, to);
        }
        else
        {
            session.Atomically((number, to), static (db, row) =>
            {
                UpdateAll(db, row.number, row.to);
                using var delete = db.Use("DELETE FROM bodies WHERE event = ?1");
                delete.Bind(1, row.number).Run();
            });
        }
    }

    private static void InsertRecord(SqliteSession session, EventRecord record)
    {
        using var insert = session.Use(
            "INSERT INTO events (id, source, type, status, received_at, tombstone, erased, record) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
        insert.Bind(1, record.Id);
        BindColumns(insert, record).Run();
    }

    private static void UpdateAll(SqliteSession session, long number, EventRecord record)
    {
        using var update = session.Use(
            "UPDATE events SET source = ?2, type = ?3, status = ?4, received_at = ?5, tombstone = ?6, erased = ?7, record = ?8 WHERE number = ?1");
        update.Bind(1, number);
        BindColumns(update, record).Run();
    }

    private static SqliteStatement BindColumns(SqliteStatement statement, EventRecord record) => statement
        .Bind(2, record.Source).Bind(3, record.Type).Bind(4, (long)record.Status).Bind(5, record.ReceivedAt.UtcTicks)
        .Bind(6, record.IsTombstone ? 1 : 0).Bind(7, record.ErasedAt is null ? 0 : 1).Bind(8, record.ToJson());

    private static bool HasSameColumns(EventRecord a, EventRecord b) =>
        a.Status == b.Status && a.IsTombstone == b.IsTombstone && a.ErasedAt == b.ErasedAt && a.ReceivedAt == b.ReceivedAt && a.Source == b.Source && a.Type == b.Type;
}
