using Azure.Data.Tables;
using PayHooks.Storage;

namespace PayHooks.AzureStorage;

/// <summary>
/// Lists events newest first, day by day: one query for each partition of the day's tables, merged with the kept events of the day.
/// </summary>
internal sealed class EventListing(DayTables days, KeptListing kept)
{
    /// <summary>
    /// Maximum requests for a page; a rare status could otherwise require reading weeks of events. The cursor of a page cut short
    /// continues from there.
    /// </summary>
    public int MostRequests { get; init; } = 20;

    public async ValueTask<EventPage> ReadAsync(EventQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var limit = Math.Clamp(query.Limit, 1, EventQuery.MaxLimit);
        var start = StartOf(query);
        var budget = new RequestBudget(MostRequests);
        var keptRows = kept.Read(query, start, limit + 1);
        var isKeptOnly = query.Status.AreAll(status =>
            status is EventStatus.Dead or EventStatus.Retrying or EventStatus.Paused);
        var tables = isKeptOnly ? [] : await TablesAsync(query, start, budget, cancellationToken);
        List<EventRecord> found = [];
        var isFirst = true;
        while (await NextDayAsync(tables, keptRows, budget, cancellationToken) is { } date)
        {
            var ofDay = tables.TakeWhile(table => table.Date == date).ToArray();
            tables.RemoveRange(0, ofDay.Length);
            if (!isFirst && budget.Left < Math.Max(1, ofDay.Sum(table => table.Shards)))
            {
                return new EventPage(found, CursorAt(TableKeys.RowAfter(new DayTable(date, 1).End)));
            }

            isFirst = false;
            var list = new DayList(ofDay.SelectMany(table => ReadersOf(table, query, start)), keptRows, date);
            var frontier = await list.ReadAsync(limit + 1 - found.Count, budget, cancellationToken);
            found.AddRange(list.UpTo(frontier).Where(query.Matches));
            if (found.Count > limit)
            {
                return EventPage.Of(found, limit);
            }

            if (frontier is not null)
            {
                return new EventPage(found, CursorAt(frontier));
            }
        }

        return EventPage.Of(found, limit);
    }

    // The key after which the list begins; null for the newest event.
    private static string? StartOf(EventQuery query)
    {
        var after = EventCursor.Parse(query.Cursor);
        return query.Until is { } until && (after is null || until <= after.Value.ReceivedAt) ? TableKeys.RowAfter(until)
            : after is { } cursor ? TableKeys.Row(cursor.ReceivedAt, cursor.Id)
            : null;
    }

    // Newest day first.
    private async ValueTask<List<DayTable>> TablesAsync(
        EventQuery query, string? start, RequestBudget budget, CancellationToken cancellationToken)
    {
        budget.TryTake();
        var newest = start is null ? DateTimeOffset.MaxValue : TableKeys.TimeOf(start);
        var (tables, _) = await days.ListAsync(cancellationToken);
        return
        [
            .. tables.Where(table => table.Start <= newest && !(query.Since >= table.End)).OrderByDescending(table => table.Date),
        ];
    }

    private static async ValueTask<DateOnly?> NextDayAsync(
        List<DayTable> tables, KeptReader keptRows, RequestBudget budget, CancellationToken cancellationToken)
    {
        var ofKept = await keptRows.NextDayAsync(budget, cancellationToken);
        return tables.Count == 0 || ofKept > tables[0].Date ? ofKept : tables[0].Date;
    }

    private IEnumerable<ShardReader> ReadersOf(DayTable day, EventQuery query, string? start)
    {
        var from = TableKeys.RowAfter(day.End);
        from = string.CompareOrdinal(start, from) > 0 ? start! : from;
        var to = TableKeys.RowAfter(query.Since > day.Start ? query.Since.Value : day.Start);
        return day.Partitions().Select(partition =>
            new ShardReader(days.ClientOf(day), partition, EventFilter.Of(query), from, to));
    }

    private static string CursorAt(string key) => new EventCursor(TableKeys.TimeOf(key), TableKeys.IdOf(key)).ToString();
}

/// <summary>The events of one day: those in its tables and the kept ones.</summary>
internal sealed class DayList(IEnumerable<ShardReader> readers, KeptReader keptRows, DateOnly day)
{
    private readonly ShardReader[] readers = [.. readers];
    private List<TableEntity> kept = [];

    /// <summary>Reads until so many events are known in order, or the requests are used up.</summary>
    /// <returns>The key up to which all events are known; null if all of the day are.</returns>
    public async ValueTask<string?> ReadAsync(int want, RequestBudget budget, CancellationToken cancellationToken)
    {
        (kept, var keptFrontier) = await keptRows.ReadAsync(day, want, budget, cancellationToken);
        await Task.WhenAll(readers.Select(reader => reader.ReadAsync(want, budget, cancellationToken)));
        return readers.Select(reader => reader.Frontier).Append(keptFrontier).OfType<string>().Min(StringComparer.Ordinal);
    }

    /// <summary>The events up to a key, in order. A leftover copy of a record that is also in its day's table is omitted.</summary>
    public IEnumerable<EventRecord> UpTo(string? frontier) => readers.SelectMany(reader => reader.Found).Concat(kept)
        .DistinctBy(row => row.RowKey, StringComparer.Ordinal)
        .Where(row => frontier is null || string.CompareOrdinal(row.RowKey, frontier) <= 0)
        .OrderBy(row => row.RowKey, StringComparer.Ordinal)
        .Select(TryRead).OfType<EventRecord>();

    // A list does without what only a newer version can read.
    private static EventRecord? TryRead(TableEntity row)
    {
        try
        {
            return EventEntity.Read(row);
        }
        catch (NewerRecordException)
        {
            return null;
        }
    }
}
