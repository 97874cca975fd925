using PayHooks.RocksDb.Engine;
using PayHooks.Storage;
using PayHooks.Verification;

namespace PayHooks.RocksDb.Events;

/// <summary>Finds events by an exact text, the latest that were added first; each page is sorted as lists are.</summary>
internal static class EventSearch
{
    /// <summary>
    /// A text that many events share may be filtered in vain: after so many records a page ends, full or not, and its cursor continues
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
                // The event where the page before ended is pruned, and so is what came before it.
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
            if (EventRow.RecordOf(database, SearchTerms.Number(range.Key)) is not { } record)
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
