using System.Text;
using PayHooks.Storage;

namespace PayHooks.Sqlite;

/// <summary>Lists events, newest first.</summary>
internal static class EventListing
{
    public static List<EventRecord> Read(SqliteSession session, EventQuery query, EventCursor? after, int count)
    {
        using var select = session.Use(Sql(query, after));
        Bind(select, query, after, count);
        var found = new List<EventRecord>();
        while (select.Step())
        {
            found.Add(EventRecord.FromJson(select.Blob(0)));
        }

        return found;
    }

    /// <summary>
    /// The statement for the filters that are set; one of a few texts, so that each is prepared once. The index is named
    /// because SQLite, which knows nothing of how the values are spread, would sometimes sort instead.
    /// </summary>
    internal static string Sql(EventQuery query, EventCursor? after)
    {
        var isOpen = query.Status is not null and not EventStatus.Completed;
        var index = isOpen ? "events_open" : (query.Source, query.Type) switch
        {
            (null, null) => "events_by_time",
            (_, null) => "events_by_source",
            (null, _) => "events_by_type",
            _ => "events_by_source_and_type",
        };
        return new StringBuilder($"SELECT record FROM events INDEXED BY {index} WHERE tombstone = 0")
            .Append(isOpen ? " AND status <> 2 AND erased = 0" : "")
            .Append(query.Source is null ? "" : " AND source = ?1")
            .Append(query.Type is null ? "" : " AND type = ?2")
            .Append(query.Status is null ? "" : " AND status = ?3")
            .Append(query.Outcome is null ? "" : " AND CAST(record AS TEXT) ->> '$.outcome' = ?9")
            .Append(StartsAtUntil(query, after) ? " AND received_at < ?7" : after is null ? "" : " AND received_at <= ?4 AND (received_at < ?4 OR id > ?5)")
            .Append(query.Since is null ? "" : " AND received_at >= ?8")
            .Append(" ORDER BY received_at DESC, id LIMIT ?6")
            .ToString();
    }

    // One upper bound only: of two, SQLite would use one to find its place and look through everything up to the other.
    private static bool StartsAtUntil(EventQuery query, EventCursor? after) =>
        query.Until is { } until && (after is null || until <= after.Value.ReceivedAt);

    private static void Bind(SqliteStatement select, EventQuery query, EventCursor? after, int count)
    {
        if (query.Source is not null)
        {
            select.Bind(1, query.Source);
        }

        if (query.Type is not null)
        {
            select.Bind(2, query.Type);
        }

        if (query.Status is { } status)
        {
            select.Bind(3, (long)status);
        }

        if (query.Outcome is { } outcome)
        {
            select.Bind(9, outcome.ToString());
        }

        if (StartsAtUntil(query, after))
        {
            select.Bind(7, query.Until!.Value.UtcTicks);
        }
        else if (after is { } cursor)
        {
            select.Bind(4, cursor.ReceivedAt.UtcTicks).Bind(5, cursor.Id);
        }

        if (query.Since is { } since)
        {
            select.Bind(8, since.UtcTicks);
        }

        select.Bind(6, count);
    }
}
