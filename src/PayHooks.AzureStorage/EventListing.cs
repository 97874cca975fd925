using PayHooks.Storage;

namespace PayHooks.AzureStorage;

/// <summary>Lists events newest first: reads rows of the index, then their records in batches.</summary>
internal sealed class EventListing(EventIndex index, EventRows rows)
{
    private const int ReadsAtOnce = 32;

    /// <summary>
    /// Maximum index rows read for a page; a rare status could otherwise require reading years of events. The cursor of a page cut short
    /// continues from there.
    /// </summary>
    public int MostRows { get; init; } = 5_000;

    public async ValueTask<EventPage> ReadAsync(EventQuery query, CancellationToken cancellationToken)
    {
        var after = EventCursor.Parse(query.Cursor);
        var limit = Math.Clamp(query.Limit, 1, EventQuery.MaxLimit);
        var found = new List<EventRecord>();
        var batch = new List<IndexRow>();
        var seen = 0;
        await foreach (var row in RowsAsync(query, after, Math.Min(limit + 1, 1000), cancellationToken))
        {
            if (row.ReceivedAt < query.Since)
            {
                break;
            }

            batch.Add(row);
            if (batch.Count < Math.Min(ReadsAtOnce, limit + 1 - found.Count))
            {
                continue;
            }

            seen += batch.Count;
            await ReadAsync(batch, query, found, cancellationToken);
            batch.Clear();
            if (found.Count > limit)
            {
                return EventPage.Of(found, limit);
            }

            if (seen >= MostRows)
            {
                return new EventPage(found, new EventCursor(row.ReceivedAt, row.Event.Id).ToString());
            }
        }

        await ReadAsync(batch, query, found, cancellationToken);
        return EventPage.Of(found, limit);
    }

    private IAsyncEnumerable<IndexRow> RowsAsync(EventQuery query, EventCursor? after, int pageSize, CancellationToken cancellationToken)
    {
        var (day, key) = (TableKeys.BeforeFirstDay, (string?)null);
        if (query.Until is { } until && (after is null || until <= after.Value.ReceivedAt))
        {
            (day, key) = (TableKeys.Day(until), TableKeys.RowAfter(until));
        }
        else if (after is { } cursor)
        {
            (day, key) = (TableKeys.Day(cursor.ReceivedAt), TableKeys.Row(cursor.ReceivedAt, cursor.Id));
        }

        return query.Status == EventStatus.Dead
            ? index.PartitionAsync(TableKeys.Dead, key, query, pageSize, cancellationToken)
            : index.BehindAsync(day, key, TableKeys.AfterLastDay, query, pageSize, cancellationToken);
    }

    private async Task ReadAsync(List<IndexRow> batch, EventQuery query, List<EventRecord> found, CancellationToken cancellationToken)
    {
        var records = await Task.WhenAll(batch.Select(row => rows.FindAsync(row.Event, cancellationToken).AsTask()));
        found.AddRange(batch.Zip(records)
            .Where(pair => pair.Second is { } seen && pair.First.IsOf(seen.Record) && query.Matches(seen.Record))
            .Select(pair => pair.Second!.Record));
    }
}
