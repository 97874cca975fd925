using PayHooks.RocksDb.Engine;
using PayHooks.Storage;
using PayHooks.Verification;

namespace PayHooks.RocksDb.Events;

/// <summary>Finds events by an exact search term, most recently added first; each page is sorted like a list.</summary>
internal static class EventSearch
{
    /// <summary>
    /// Maximum records read for a page; many events may share a term without matching the filter. The cursor of a page cut short continues
    /// from there.
    /// </summary>
    public const int MostRecords = 2_000;

    /// <summary>Reads a page.</summary>
    public static EventPage Read(Database database, EventQuery query, EventCursor? after, int limit)
    {
        if (EventIds.IsWellFormed(query.Search)
            && EventRow.Find(database, EventIdKey.Of(query.Search!)) is { Record: { } own } && own.Id == query.Search)
        {
            return EventPage.OfAll(query.Matches(own) ? [own] : [], after, limit);
        }

        var below = long.MaxValue;
        if (after is { } cursor)
        {
            if (EventRow.NumberOf(database, EventIdKey.Of(cursor.Id)) is not ({ } number and > 0))
            {
                // The event at which the previous page ended was pruned, and so were all earlier events.
                return new EventPage([], null);
            }

            below = number - 1;
        }

        return Read(database, query, below, limit);
    }

    private static EventPage Read(Database database, EventQuery query, long highest, int limit)
    {
        var term = StableHash.Of(query.Search!);
        Span<byte> from = stackalloc byte[SearchTerms.Length];
        Span<byte> until = stackalloc byte[SearchTerms.Length];
        using var range = database.Range(Family.Terms, SearchTerms.Key(from, term, highest), SearchTerms.Key(until, term, -1));
        var found = new List<EventRecord>();
        EventRecord? last = null;
        var looked = 0;
        for (var more = range.ToFirst(); more; more = range.ToNext())
        {
            if (EventRow.ReadableOf(database, SearchTerms.Number(range.Key)) is not { } record)
            {
                continue;
            }

            if (last is not null && (found.Count == limit || looked == MostRecords))
            {
                return new EventPage([.. found.NewestFirst()], EventCursor.After(last).ToString());
            }

            last = record;
            looked++;
            if (query.Matches(record))
            {
                found.Add(record);
            }
        }

        return new EventPage([.. found.NewestFirst()], null);
    }
}
