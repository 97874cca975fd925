namespace PayHooks.Storage;

/// <summary>A page of events.</summary>
/// <param name="Events">The events, newest first.</param>
/// <param name="Cursor">The cursor of the next page (<c>[A-Za-z0-9_-]</c>), or null if this is the last page.</param>
internal sealed record EventPage(IReadOnlyList<EventRecord> Events, string? Cursor)
{
    /// <summary>Creates a page from a few unordered records.</summary>
    /// <param name="found">All records.</param>
    /// <param name="after">The end of the previous page, or null.</param>
    /// <param name="limit">The page size.</param>
    public static EventPage OfAll(IEnumerable<EventRecord> found, EventCursor? after, int limit) =>
        Of([.. found.Where(record => after?.IsBefore(record) != false).NewestFirst().Take(limit + 1)], limit);

    /// <summary>Creates a page from a query for one record more than the page holds.</summary>
    /// <param name="found">Up to <paramref name="limit"/> + 1 records, newest first.</param>
    /// <param name="limit">The page size.</param>
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
    /// <summary>Newest first; records with the same time by id.</summary>
    public static IOrderedEnumerable<EventRecord> NewestFirst(this IEnumerable<EventRecord> records) =>
        records.OrderByDescending(record => record.ReceivedAt).ThenBy(record => record.Id, StringComparer.Ordinal);
}

/// <summary>The cursor was not issued by this store.</summary>
internal sealed class BadCursorException()
    : FormatException("The cursor is not one that this server gave out. Start again without a cursor.");
