using PayHooks.Storage;

namespace PayHooks.Sqlite;

/// <summary>The statements on the table of messages.</summary>
internal static class MessageRows
{
    // Added to visible_at while a message is taken: far beyond every date, and the due time can be read out of it again.
    // 2^62; a UTC tick count is below 2^62 until the end of the calendar.
    private const string Taken = "4611686018427387904";

    private static readonly long TakenOffset = long.Parse(Taken, System.Globalization.CultureInfo.InvariantCulture);

    public static void Insert(SqliteSession session, long id, long visibleAt, ReadOnlySpan<byte> text)
    {
        using var insert = session.Use("INSERT INTO messages (id, visible_at, dequeues, text) VALUES (?1, ?2, 0, ?3)");
        insert.Bind(1, id).Bind(2, visibleAt).Bind(3, text).Run();
    }

    /// <summary>Takes what is due, oldest due first, in one statement.</summary>
    public static List<TakenMessage> Take(SqliteSession session, int max, DateTimeOffset now)
    {
        var rows = new List<(long VisibleAt, TakenMessage Message)>();
        using (var take = session.Use($"""
            UPDATE messages SET dequeues = dequeues + 1, visible_at = visible_at + {Taken}
            WHERE id IN (SELECT id FROM messages WHERE visible_at <= ?1 ORDER BY visible_at, id LIMIT ?2)
            RETURNING visible_at, id, text, dequeues
            """))
        {
            take.Bind(1, now.UtcTicks).Bind(2, max);
            while (take.Step())
            {
                rows.Add((take.Number(0), new TakenMessage(take.Number(1), take.Blob(2).ToArray(), (int)take.Number(3))));
            }
        }

        // RETURNING promises no order.
        rows.Sort(static (a, b) => (a.VisibleAt, a.Message.Key).CompareTo((b.VisibleAt, b.Message.Key)));
        return rows.ConvertAll(static row => row.Message);
    }

    /// <summary>When the next message that nobody has taken becomes due, or null.</summary>
    public static DateTimeOffset? NextDue(SqliteSession session)
    {
        using var next = session.Use("SELECT visible_at FROM messages ORDER BY visible_at LIMIT 1");
        return next.Step() && next.Number(0) < TakenOffset ? new DateTimeOffset(next.Number(0), TimeSpan.Zero) : null;
    }

    /// <summary>Deletes a message, unless somebody else took it since.</summary>
    public static void Delete(SqliteSession session, TakenMessage message)
    {
        using var delete = session.Use($"DELETE FROM messages WHERE id = ?1 AND dequeues = ?2 AND visible_at >= {Taken}");
        delete.Bind(1, message.Key).Bind(2, message.DequeueCount).Run();
    }

    /// <summary>Makes a taken message wait again, unless somebody else took it since.</summary>
    public static void Return(SqliteSession session, TakenMessage message, long visibleAt)
    {
        using var update = session.Use($"UPDATE messages SET visible_at = ?3 WHERE id = ?1 AND dequeues = ?2 AND visible_at >= {Taken}");
        update.Bind(1, message.Key).Bind(2, message.DequeueCount).Bind(3, visibleAt).Run();
    }

    /// <summary>Makes every taken message visible; how often each was taken is kept.</summary>
    public static void ReleaseAll(SqliteSession session, DateTimeOffset now)
    {
        using var release = session.Use($"UPDATE messages SET visible_at = MIN(visible_at - {Taken}, ?1) WHERE visible_at >= {Taken}");
        release.Bind(1, now.UtcTicks).Run();
    }

    public static long Count(SqliteSession session) => session.Number("SELECT COUNT(*) FROM messages");
}
