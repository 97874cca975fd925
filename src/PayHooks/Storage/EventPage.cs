namespace PayHooks.Storage;

/// <summary>A page of events.</summary>
/// <param name="Events">Newest first.</param>
/// <param name="Cursor">Where the next page starts (<c>[A-Za-z0-9_-]</c>), or null when there is none.</param>
internal sealed record EventPage(IReadOnlyList<EventRecord> Events, string? Cursor)
{
    /// <summary>The page of a few records that were found in no order.</summary>
    /// <param name="found">All of them.</param>
    /// <param name="after">Where the page before ended, or null.</param>
    /// <param name="limit">How many the page holds.</param>
    public static EventPage OfAll(IEnumerable<EventRecord> found, EventCursor? after, int limit) =>
        Of([.. found.Where(record => after?.IsBefore(record) != false).NewestFirst().Take(limit + 1)], limit);

    /// <summary>The page that a store makes of what it found, having looked for one record more than the page holds.</summary>
    /// <param name="found">Up to <paramref name="limit"/> + 1 records, newest first.</param>
    /// <param name="limit">How many the page holds.</param>
    public static EventPage Of(IReadOnlyList<EventRecord> found, int limit)
    {
        ArgumentNullException.ThrowIfNull(found);
        return found.Count <= limit
            ? new EventPage(found, null)
            : new EventPage([.. found.Take(limit)], EventCursor.After(found[limit - 1]).ToString());
    }
}

/// <summary>The order of lists.</summary>
internal static class EventOrder
{
    /// <summary>Newest first, and within one instant by id.</summary>
    public static IOrderedEnumerable<EventRecord> NewestFirst(this IEnumerable<EventRecord> records) =>
        records.OrderByDescending(record => record.ReceivedAt).ThenBy(record => record.Id, StringComparer.Ordinal);
}

/// <summary>A cursor that this store did not make.</summary>
internal sealed class BadCursorException()
    : FormatException("The cursor is not one that this server gave out. Start again without a cursor.");
