using PayHooks.RocksDb.Engine;
using PayHooks.Storage;

namespace PayHooks.RocksDb.Events;

/// <summary>
/// Lists events, newest first. Reads a range of one list, or of a few that it merges, and filters by the criteria that no list covers.
/// </summary>
internal static class EventListing
{
    /// <summary>Maximum records read for a page; the cursor of a page cut short continues from there.</summary>
    public const int MostRecords = 2_000;

    // Each list costs a seek. Beyond that, a list with fewer criteria is read.
    private const int MostLists = 2 * EventQuery.MaxValues;

    /// <summary>Reads a page.</summary>
    public static EventPage Read(Database database, EventQuery query, EventCursor? after, int limit)
    {
        using var lists = new MergedLists(database);
        AddTo(lists, database, query, after);
        var found = new List<EventRecord>();
        EventRecord? last = null;
        var looked = 0;
        for (var more = lists.ToFirst(); more && found.Count <= limit; more = lists.ToNext())
        {
            if (looked == MostRecords)
            {
                return new EventPage(found, EventCursor.After(last!).ToString());
            }

            // Pruning may have moved the event since the lists were opened.
            if (EventRow.ReadableOf(database, lists.Number) is { } record)
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

    private static void AddTo(MergedLists lists, Database database, EventQuery query, EventCursor? after)
    {
        var (kind, subjects) = ListsFor(query);
        Span<byte> from = stackalloc byte[ListKey.Length];
        Span<byte> until = stackalloc byte[ListKey.Length];
        foreach (var about in subjects.Distinct())
        {
            lists.Add(database, Start(from, kind, about, query.Until, after), End(until, kind, about, query.Since));
        }
    }

    private static (ListKind Kind, IEnumerable<long> Subjects) ListsFor(EventQuery query) => query switch
    {
        { Status: var statuses } when statuses.AreAll(status => status != EventStatus.Completed) =>
            (ListKind.Open, statuses.Select(status => (long)status)),
        { Outcome: var outcomes } when outcomes.AreAll(outcome => outcome != EventOutcome.Handled) =>
            (ListKind.Outcome, outcomes.Select(outcome => (long)outcome)),
        { Source: { IsEmpty: false } sources, Type: { IsEmpty: false } types }
            when sources.Values.Count * types.Values.Count <= MostLists =>
            (ListKind.SourceAndType, sources.SelectMany(source => types.Select(type => StableHash.Of(source, type)))),
        { Source: { IsEmpty: false } sources } when sources.Values.Count <= MostLists => (ListKind.Source, sources.Select(StableHash.Of)),
        { Type: { IsEmpty: false } types } when types.Values.Count <= MostLists => (ListKind.Type, types.Select(StableHash.Of)),
        _ => (ListKind.All, [0L]),
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
