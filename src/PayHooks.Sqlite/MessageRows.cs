using PayHooks.Storage;

namespace PayHooks.Sqlite;

/// <summary>
/// The statements on the tables of messages. Who has taken a message, and how often it was, is in <c>tries</c>: rows of a few
/// bytes, side by side, where changing the message itself would write its body again.
/// </summary>
internal static class MessageRows
{
    // Taken at once: their texts are in memory.
    private const int MostBytes = 4 * 1024 * 1024;

    public static void Insert(SqliteSession session, long id, long visibleAt, ReadOnlySpan<byte> text)
    {
        using var insert = session.Use("INSERT INTO messages (id, visible_at, text) VALUES (?1, ?2, ?3)");
        insert.Bind(1, id).Bind(2, visibleAt).Bind(3, text).Run();
    }

    /// <summary>Takes what is due, oldest due first; fewer than there are when they are large.</summary>
    public static List<TakenMessage> Take(SqliteSession session, int max, DateTimeOffset now)
    {
        var taken = new List<TakenMessage>();
        var bytes = 0;
        using (var due = session.Use("""
            SELECT messages.id, messages.text, coalesce(tries.count, 0) + 1 FROM messages LEFT JOIN tries ON tries.id = messages.id
            WHERE messages.visible_at <= ?1 + 0 AND coalesce(tries.is_held, 0) = 0 ORDER BY messages.visible_at, messages.id
            """))
        {
            // With a parameter as LIMIT, or as the bound itself, SQLite plans the statement again each time.
            due.Bind(1, now.UtcTicks);
            while (taken.Count < max && bytes < MostBytes && due.Step())
            {
                var text = due.Blob(1).ToArray();
                bytes += text.Length;
                taken.Add(new TakenMessage(due.Number(0), text, (int)due.Number(2)));
            }
        }

        foreach (var message in taken)
        {
            using var hold = session.Use("INSERT OR REPLACE INTO tries (id, count, is_held) VALUES (?1, ?2, 1)");
            hold.Bind(1, message.Key).Bind(2, message.DequeueCount).Run();
        }

        return taken;
    }

    /// <summary>When the next message that nobody has taken becomes due, or null.</summary>
    public static DateTimeOffset? NextDue(SqliteSession session)
    {
        using var next = session.Use("""
            SELECT messages.visible_at FROM messages LEFT JOIN tries ON tries.id = messages.id
            WHERE coalesce(tries.is_held, 0) = 0 ORDER BY messages.visible_at LIMIT 1
            """);
        return next.Step() ? new DateTimeOffset(next.Number(0), TimeSpan.Zero) : null;
    }

    /// <summary>Deletes a message, unless somebody else took it since.</summary>
    public static void Delete(SqliteSession session, TakenMessage message)
    {
        using (var forget = session.Use("DELETE FROM tries WHERE id = ?1 AND count = ?2 AND is_held = 1"))
        {
            forget.Bind(1, message.Key).Bind(2, message.DequeueCount).Run();
        }

        if (session.Changes > 0)
        {
            using var delete = session.Use("DELETE FROM messages WHERE id = ?1");
            delete.Bind(1, message.Key).Run();
        }
    }

    /// <summary>Makes a taken message wait again, unless somebody else took it since.</summary>
    public static void Return(SqliteSession session, TakenMessage message, long visibleAt)
    {
        using (var release = session.Use("UPDATE tries SET is_held = 0 WHERE id = ?1 AND count = ?2 AND is_held = 1"))
        {
            release.Bind(1, message.Key).Bind(2, message.DequeueCount).Run();
        }

        if (session.Changes > 0)
        {
            using var update = session.Use("UPDATE messages SET visible_at = ?2 WHERE id = ?1");
            update.Bind(1, message.Key).Bind(2, visibleAt).Run();
        }
    }

    /// <summary>Makes every taken message visible, whatever the clock says now; how often each was taken is kept.</summary>
    public static void ReleaseAll(SqliteSession session, DateTimeOffset now)
    {
        using (var release = session.Use("UPDATE messages SET visible_at = ?1 WHERE visible_at > ?1 AND id IN (SELECT id FROM tries WHERE is_held = 1)"))
        {
            release.Bind(1, now.UtcTicks).Run();
        }

        session.Run("UPDATE tries SET is_held = 0 WHERE is_held = 1");
    }

    public static long Count(SqliteSession session) => session.Number("SELECT COUNT(*) FROM messages");
}
