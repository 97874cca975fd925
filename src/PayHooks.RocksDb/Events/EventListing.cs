using PayHooks.RocksDb.Engine;
using PayHooks.Storage;

namespace PayHooks.RocksDb.Events;

/// <summary>Lists events, newest first: one stretch of one list, and of what no list is made for, what matches in it.</summary>
internal static class EventListing
{
    /// <summary>After so many records a page ends, full or not, and its cursor continues from there.</summary>
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

            // Pruning may have moved it since the range was made.
            if (EventRow.RecordOf(database, ListKey.Number(range.Key)) is { } record)
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

    // The page after a cursor begins with its instant; what is not behind it there is passed over.
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
        // Hashes and statuses are not negative, so that the next one is within the kind's prefix.
        return since is { } start
            ? ListKey.WriteStart(key, kind, about, Keys.Inverted(start.UtcTicks) + 1)
            : ListKey.WriteStart(key, kind, about, -1);
    }
}
