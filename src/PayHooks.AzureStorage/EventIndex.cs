using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using PayHooks.Storage;

namespace PayHooks.AzureStorage;

/// <summary>
/// The table that finds events without their keys. An event has one row in the partition of its day; a dead one also has
/// one among the dead; a tombstone's row lies in a partition of its own kind, so that lists and pruning never meet it.
/// A row says where to look, never what is true: readers ask the record.
/// </summary>
internal sealed class EventIndex(TableClient table)
{
    private const string Source = "Source";
    private const string Type = "Type";

    /// <summary>Lists the event under its day. The same key every time, so that it can be repeated.</summary>
    public Task AddAsync(EventRecord record, CancellationToken cancellationToken) =>
        UpsertAsync(TableKeys.Day(record.ReceivedAt), record, cancellationToken);

    /// <summary>Lists the event among the dead.</summary>
    public Task AddDeadAsync(EventRecord record, CancellationToken cancellationToken) =>
        UpsertAsync(TableKeys.Dead, record, cancellationToken);

    /// <summary>Lists the event among the tombstones.</summary>
    public Task AddPastAsync(EventRecord record, CancellationToken cancellationToken) =>
        UpsertAsync(TableKeys.Past(record.ReceivedAt), record, cancellationToken);

    /// <summary>Takes the event from the dead.</summary>
    public Task RemoveDeadAsync(EventRecord record, CancellationToken cancellationToken) =>
        table.DeleteEntityAsync(TableKeys.Dead, TableKeys.Row(record.ReceivedAt, record.Id), ETag.All, cancellationToken);

    /// <summary>Removes a row unless it was written again since it was read.</summary>
    public async Task RemoveAsync(IndexRow row, CancellationToken cancellationToken)
    {
        try
        {
            await table.DeleteEntityAsync(row.Partition, row.Key, row.Version, cancellationToken);
        }
        catch (RequestFailedException e) when (StorageFault.IsConflict(e))
        {
            // Somebody needs it.
        }
    }

    /// <summary>Rows of one partition in order: those behind a key, or all.</summary>
    public IAsyncEnumerable<IndexRow> PartitionAsync(string partition, string? key, EventQuery? query, int pageSize,
        CancellationToken cancellationToken) =>
        ReadAsync(
            key is null
                ? TableClient.CreateQueryFilter($"PartitionKey eq {partition}")
                : TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey gt {key}"),
            query, pageSize, cancellationToken);

    /// <summary>Rows in order: those behind a key of a partition, if one is given, and those of the partitions between it and
    /// another.</summary>
    public async IAsyncEnumerable<IndexRow> BehindAsync(
        string partition, string? key, string before, EventQuery? query, int pageSize,
            [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Two queries: joined by "or", the service would look through the whole table.
        if (key is not null)
        {
            await foreach (var row in PartitionAsync(partition, key, query, pageSize, cancellationToken))
            {
                yield return row;
            }
        }

        var range = TableClient.CreateQueryFilter($"PartitionKey gt {partition} and PartitionKey lt {before}");
        await foreach (var row in ReadAsync(range, query, pageSize, cancellationToken))
        {
            yield return row;
        }
    }

    /// <summary>How many events are listed as dead.</summary>
    public async ValueTask<long> CountDeadAsync(CancellationToken cancellationToken)
    {
        var count = 0L;
        await foreach (var page in table.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {TableKeys.Dead}"), select: ["RowKey"], cancellationToken: cancellationToken)
                .AsPages())
        {
            count += page.Values.Count;
        }

        return count;
    }

    private async Task UpsertAsync(string partition, EventRecord record, CancellationToken cancellationToken) =>
        await table.UpsertEntityAsync(
        new TableEntity(partition, TableKeys.Row(record.ReceivedAt, record.Id)) { [Source] = record.Source, [Type] = record.Facts.Type },
        TableUpdateMode.Replace,
        cancellationToken);

    private async IAsyncEnumerable<IndexRow> ReadAsync(
        string range, EventQuery? query, int pageSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = range
            + (query?.Source is { } source ? " and " + TableClient.CreateQueryFilter($"Source eq {source}") : "")
            + (query?.Type is { } type ? " and " + TableClient.CreateQueryFilter($"Type eq {type}") : "");
        await foreach (var entity in table.QueryAsync<TableEntity>(filter, pageSize, cancellationToken: cancellationToken))
        {
            yield return new IndexRow(entity.PartitionKey, entity.RowKey, entity.GetString(Source), entity.Timestamp, entity.ETag);
        }
    }
}

/// <summary>A row of the index.</summary>
/// <param name="Partition">Its partition.</param>
/// <param name="Key">Its key: inverted time and id.</param>
/// <param name="Source">The event's source.</param>
/// <param name="WrittenAt">When it was written last, by the service's clock.</param>
/// <param name="Version">Its ETag.</param>
internal sealed record IndexRow(string Partition, string Key, string Source, DateTimeOffset? WrittenAt, ETag Version)
{
    /// <summary>What finds the record.</summary>
    public EventKey Event => new(Source, TableKeys.IdOf(Key));

    /// <summary>When the event was first received.</summary>
    public DateTimeOffset ReceivedAt => TableKeys.TimeOf(Key);

    /// <summary>Whether the row was made for this record; one left over from an insert that failed was not.</summary>
    public bool IsOf(EventRecord record) => record.ReceivedAt.UtcTicks == ReceivedAt.UtcTicks;
}
