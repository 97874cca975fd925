using PayHooks.Storage;

namespace PayHooks.Operations;

/// <summary>
/// Finds events by a text. What has exactly this id comes from indexes. If nothing has, the text is looked for in ids and errors: among the
/// events that wait or have failed, then, where the store reads many events cheaply, among the others. Both are bounded, and a page that
/// was cut short has a cursor.
/// </summary>
internal sealed class EventSearch(PaymentQueries payments, IEventLedger ledger)
{
    // So that a search that finds nothing takes about as long as a list.
    private const int MostPages = 2;

    // The cursor of a list begins with a time and therefore never with these letters.
    private const string OpenPrefix = "open_";
    private const string OtherPrefix = "other_";

    private static readonly EventStatus[] Open = [EventStatus.Dead, EventStatus.Retrying, EventStatus.Paused];
    private static readonly EventStatus[] Other = [EventStatus.Processing, EventStatus.Completed];

    /// <summary>The events that match a query with <see cref="EventQuery.Search"/>.</summary>
    /// <exception cref="BadCursorException">The cursor was not issued by this server.</exception>
    public async ValueTask<EventPage> FindAsync(EventQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        query = query with { Limit = Math.Clamp(query.Limit, 1, EventQuery.MaxLimit) };
        if (After(query.Cursor, OpenPrefix) is { } open)
        {
            return await AmongOpenAsync(query, open, cancellationToken);
        }

        if (After(query.Cursor, OtherPrefix) is { } other)
        {
            return await AmongOthersAsync(query, other, MostPages, cancellationToken);
        }

        var exact = await payments.SearchAsync(query, cancellationToken);
        return query.Cursor is null && exact is { Events.Count: 0, Cursor: null }
            ? await AmongOpenAsync(query, "", cancellationToken)
            : exact;
    }

    private async ValueTask<EventPage> AmongOpenAsync(EventQuery query, string cursor, CancellationToken cancellationToken)
    {
        var (page, left) = await PartsAsync(query, Open, cursor, MostPages, cancellationToken);
        return page.Cursor is not null ? page with { Cursor = OpenPrefix + page.Cursor }
            : !ledger.ReadsManyCheaply ? page
            : page.Events.Count == 0 && left > 0 ? await AmongOthersAsync(query, "", left, cancellationToken)
            : page with { Cursor = OtherPrefix };
    }

    private async ValueTask<EventPage> AmongOthersAsync(EventQuery query, string cursor, int pages, CancellationToken cancellationToken)
    {
        var (page, _) = await PartsAsync(query, Other, cursor, pages, cancellationToken);
        return page.Cursor is null ? page : page with { Cursor = OtherPrefix + page.Cursor };
    }

    // Returns a page, and how many pages of the ledger may still be read.
    private async ValueTask<(EventPage Page, int Left)> PartsAsync(
        EventQuery query, EventStatus[] statuses, string cursor, int pages, CancellationToken cancellationToken)
    {
        AnyOf<EventStatus> wanted = [.. statuses.Where(status => query.Status.Accepts(status))];
        if (wanted.IsEmpty)
        {
            return (new EventPage([], null), pages);
        }

        // Large pages, because few of their events match.
        var next = query with
        {
            Search = null,
            Part = query.Search,
            Status = wanted,
            Limit = EventQuery.MaxLimit,
            Cursor = cursor.Length == 0 ? null : cursor,
        };
        List<EventRecord> found = [];
        while (true)
        {
            var page = await ledger.ListAsync(next, cancellationToken);
            pages--;
            found.AddRange(page.Events);
            if (found.Count > query.Limit)
            {
                return (EventPage.Of(found, query.Limit), pages);
            }

            if (found.Count == query.Limit || page.Cursor is null || pages == 0)
            {
                return (new EventPage(found, page.Cursor), pages);
            }

            next = next with { Cursor = page.Cursor };
        }
    }

    private static string? After(string? cursor, string prefix) =>
        cursor?.StartsWith(prefix, StringComparison.Ordinal) == true ? cursor[prefix.Length..] : null;
}
