using PayHooks.Storage;

namespace PayHooks.AzureStorage;

/// <summary>Lists events newest first: rows of the index, then their records, many at a time.</summary>
internal sealed class EventListing(EventIndex index, EventRows rows)
{
    // A rare status may be sought in vain through years of events. After this many rows a page ends, full or not, and its
    // cursor goes on from there.
    private const int MostRows = 5_000;
    private const int ReadsAtOnce = 32;

    public async ValueTask<EventPage> ReadAsync(EventQuery query, CancellationToken cancellationToken)
    {
        var after = EventCursor.Parse(query.Cursor);
        var limit = Math.Clamp(query.Limit, 1, EventQuery.MaxLimit);
        var found = new List<EventRecord>();
        var batch = new List<IndexRow>();
        var seen = 0;
        await foreach (var row in RowsAsync(query, after, Math.Min(limit + 1, 1000), cancellationToken))
        {
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

    private async IAsyncEnumerable<IndexRow> RowsAsync(
        EventQuery query, EventCursor? after, int pageSize, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var isDead = query.Status == EventStatus.Dead;
        var from = isDead ? TableKeys.Dead : TableKeys.FirstDay;
        if (after is { } cursor)
        {
            // First the rest of the cursor's partition, then the partitions behind it: joined by "or" the service would scan.
            var partition = isDead ? TableKeys.Dead : TableKeys.Day(cursor.ReceivedAt);
            await foreach (var row in index.AfterAsync(partition, TableKeys.Row(cursor.ReceivedAt, cursor.Id), query, pageSize, cancellationToken))
            {
                yield return row;
            }

            if (isDead)
            {
                yield break;
            }

            // The next string after the partition's name.
            from = partition + '\u0001';
        }

        await foreach (var row in index.RangeAsync(
            from, isDead ? TableKeys.Dead + '\u0001' : TableKeys.AfterLastDay, query, pageSize, cancellationToken))
        {
            yield return row;
        }
    }

    private async Task ReadAsync(List<IndexRow> batch, EventQuery query, List<EventRecord> found, CancellationToken cancellationToken)
    {
        var records = await Task.WhenAll(batch.Select(row => rows.FindAsync(row.Event, cancellationToken).AsTask()));
        found.AddRange(batch.Zip(records)
            .Where(pair => pair.Second is { Record: { IsTombstone: false } record } && pair.First.IsOf(record)
                && (query.Status is null || record.Status == query.Status))
            .Select(pair => pair.Second!.Record));
    }
}
