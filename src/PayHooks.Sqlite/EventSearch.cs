using PayHooks.Storage;
using PayHooks.Verification;

namespace PayHooks.Sqlite;

/// <summary>Finds events by an exact text, the latest that were inserted first; each page is sorted as lists are.</summary>
internal static class EventSearch
{
    /// <summary>A text that many events share may be filtered in vain. After this many records a page ends, full or not, and its cursor goes on from there.</summary>
    public const int MostRecords = 2_000;

    public static EventPage Read(SqliteSession session, EventQuery query, EventCursor? after, int limit)
    {
        if (EventIds.IsWellFormed(query.Search) && EventRows.Find(session, query.Search!) is { } own)
        {
            return EventPage.OfAll(query.Matches(own.Record) ? [own.Record] : [], after, limit);
        }

        var below = long.MaxValue;
        if (after is { } cursor)
        {
            if (EventRows.Find(session, cursor.Id) is not { } previous)
            {
                // The event where the page before ended is forgotten, and so is what came before it.
                return new EventPage([], null);
            }

            below = previous.Number;
        }

        var found = new List<EventRecord>();
        EventRecord? last = null;
        var looked = 0;
        foreach (var number in EventTerms.Find(session, query.Search!, below))
        {
            if (last is not null && (found.Count == limit || looked == MostRecords))
            {
                return new EventPage([.. found.NewestFirst()], EventCursor.After(last).ToString());
            }

            last = EventRows.Record(session, number);
            looked++;
            if (query.Matches(last))
            {
                found.Add(last);
            }
        }

        return new EventPage([.. found.NewestFirst()], null);
    }
}
