using PayHooks.RocksDb.Engine;
using PayHooks.Storage;

namespace PayHooks.RocksDb.Events;

/// <summary>Lists events, newest first. Reads one range of one list and filters by the criteria that no list covers.</summary>
internal static class EventListing
{
    /// <summary>Maximum records read for a page; the cursor of a page cut short continues from there.</summary>
    public const int MostRecords = 2_000;

    /// <summary>Reads a page.</summary>
    public static EventPage Read(Database database, EventQuery query, EventCursor? after, int limit)
    {
        var (kind, about) = ListFor(query);
        Span<byte> from = stackalloc byte[ListKey.Length];
        Span<byte> until = stackalloc byte[ListKey.Length];
        using var range = database.Range(Family.Lists, Start(from, kind, about, query.Until, after), End(until, kind, about, query.Since));
        var found = new List<EventRecord>();
        EventRecord? last = null;
        var looked = 0;
        for (var more = range.ToFirst(); more && found.Count <= limit; more = range.ToNext())
        {
            if (looked == MostRecords)
            {
                return new EventPage(found, EventCursor.After(last!).ToString());
            }

            // Pruning may have moved the event since the range was created.
            if (EventRow.ReadableOf(database, ListKey.Number(range.Key)) is { } record)
            {
                looked++;
                last = record;
                if (query.Matches(record) && after?.IsBefore(record) != false)
                {
                    found.Add(record);
                }
            }
        }

        return EventPage.Of(found, limit);
    }

    private static (ListKind Kind, long About) ListFor(EventQuery query) => query switch
    {
        { Status: { } status and not EventStatus.Completed } => (ListKind.Open, (long)status),
        { Outcome: { } outcome and not EventOutcome.Handled } => (ListKind.Outcome, (long)outcome),
        { Source: { } source, Type: { } type } => (ListKind.SourceAndType, StableHash.Of(source, type)),
        { Source: { } source } => (ListKind.Source, StableHash.Of(source)),
        { Type: { } type } => (ListKind.Type, StableHash.Of(type)),
        _ => (ListKind.All, 0),
    };

    // A page after a cursor starts at the cursor's timestamp; events there that do not follow the cursor are skipped.
    private static ReadOnlySpan<byte> Start(Span<byte> key, ListKind kind, long about, DateTimeOffset? until, EventCursor? after)
    {
        var newest = long.MaxValue;
        if (until is { } end)
        {
            newest = end.UtcTicks - 1;
        }

        if (after is { } cursor && cursor.ReceivedAt.UtcTicks <= newest)
        {
            return ListKey.Write(key, kind, about, cursor.ReceivedAt, EventIdKey.Of(cursor.Id), 0);
        }

        return ListKey.WriteStart(key, kind, about, Keys.Inverted(newest));
    }

    private static ReadOnlySpan<byte> End(Span<byte> key, ListKind kind, long about, DateTimeOffset? since)
    {
        // Hashes and statuses are not negative, so incrementing them does not leave the kind's prefix.
        return since is { } start
            ? ListKey.WriteStart(key, kind, about, Keys.Inverted(start.UtcTicks) + 1)
            : ListKey.WriteStart(key, kind, about, -1);
    }
}
