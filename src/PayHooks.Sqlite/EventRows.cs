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

    /// <summary>The record with this row number, which there must be.</summary>
    public static EventRecord Record(SqliteSession session, long number)
    {
        using var find = session.Use("SELECT record FROM events WHERE number = ?1");
        return find.Bind(1, number).Step()
            ? EventRecord.FromJson(find.Blob(0))
            : throw new InvalidDataException($"No event has the number {number}.");
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

    /// <summary>How many events have a status that is not completed.</summary>
    public static long Count(SqliteSession session, EventStatus open)
    {
        using var count = session.Use("SELECT COUNT(*) FROM events INDEXED BY events_open WHERE tombstone = 0 AND status <> 2 AND erased = 0 AND status = ?1");
        return count.Bind(1, (long)open).Step() ? count.Number(0) : 0;
    }

    public static void Insert(SqliteSession session, EventRecord record, ReadOnlyMemory<byte>? body) =>
        Insert(session, record, record.ToJson(), EventTerms.Hashes(record), body);

    /// <summary>Inserts an event under an id that is free.</summary>
    /// <returns>The row's number.</returns>
    public static long Insert(SqliteSession session, EventRecord record, byte[] json, long[] terms, ReadOnlyMemory<byte>? body)
    {
        InsertRecord(session, record, json);
        var number = session.LastInserted;
        EventTerms.Add(session, number, terms);
        if (body is { } bytes)
        {
            using var insert = session.Use("INSERT INTO bodies (event, body) VALUES (?1, ?2)");
            insert.Bind(1, number).Bind(2, bytes.Span).Run();
        }

        return number;
    }

    public static void Update(SqliteSession session, long number, EventRecord from, EventRecord to) =>
        Update(session, number, from, to, to.ToJson());

    public static void Update(SqliteSession session, long number, EventRecord from, EventRecord to, byte[] json)
    {
        // Columns that are named are written into their indexes again, changed or not.
        if (!HasSameFacts(from, to))
        {
            UpdateAll(session, number, from, to, json);
        }
        else if (from.Status != to.Status)
        {
            using var update = session.Use("UPDATE events SET status = ?2, record = ?3 WHERE number = ?1");
            update.Bind(1, number).Bind(2, (long)to.Status).Bind(3, json).Run();
        }
        else
        {
            using var update = session.Use("UPDATE events SET record = ?2 WHERE number = ?1");
            update.Bind(1, number).Bind(2, json).Run();
        }
    }

    /// <summary>Whether the row's record is still, byte for byte, the one that was seen.</summary>
    public static bool Is(SqliteSession session, SeenRow seen)
    {
        using var same = session.Use("SELECT 1 FROM events WHERE number = ?1 AND record = ?2");
        return same.Bind(1, seen.Number).Bind(2, seen.Json).Step();
    }

    /// <summary>Whether there is no event of this id.</summary>
    public static bool IsAbsent(SqliteSession session, string id)
    {
        using var known = session.Use("SELECT 1 FROM events WHERE id = ?1");
        return !known.Bind(1, id).Step();
    }

    private static void InsertRecord(SqliteSession session, EventRecord record, byte[] json)
    {
        using var insert = session.Use(
            "INSERT INTO events (id, source, type, status, received_at, tombstone, erased, record) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
        insert.Bind(1, record.Id);
        BindColumns(insert, record, json).Run();
    }

    private static void UpdateAll(SqliteSession session, long number, EventRecord from, EventRecord to, byte[] json)
    {
        using (var update = session.Use(
            "UPDATE events SET source = ?2, type = ?3, status = ?4, received_at = ?5, tombstone = ?6, erased = ?7, record = ?8 WHERE number = ?1"))
        {
            update.Bind(1, number);
            BindColumns(update, to, json).Run();
        }

        EventTerms.Change(session, number, from, to);
        if (to.IsBodyGone)
        {
            using var delete = session.Use("DELETE FROM bodies WHERE event = ?1");
            delete.Bind(1, number).Run();
        }
    }

    private static SqliteStatement BindColumns(SqliteStatement statement, EventRecord record, byte[] json) => statement
        .Bind(2, record.Source).Bind(3, record.Facts.Type).Bind(4, (long)record.Status).Bind(5, record.ReceivedAt.UtcTicks)
        .Bind(6, record.IsTombstone ? 1 : 0).Bind(7, record.ErasedAt is null ? 0 : 1).Bind(8, json);

    // All columns but the status, and the terms.
    private static bool HasSameFacts(EventRecord a, EventRecord b) =>
        a.IsTombstone == b.IsTombstone && a.ErasedAt == b.ErasedAt && a.ReceivedAt == b.ReceivedAt && a.Source == b.Source && a.Facts.Type == b.Facts.Type
        && a.Facts.ProviderEventId == b.Facts.ProviderEventId && a.Facts.Resource == b.Facts.Resource;
}
