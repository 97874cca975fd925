using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using PayHooks.Storage;

namespace PayHooks.AzureStorage;

/// <summary>
/// The table that finds events without their keys. Every event has a row in the partition of its day; a dead letter has another in the
/// partition of dead letters. Tombstones have separate partitions, so that lists and pruning never read them. A row only locates a record;
/// readers must check the record itself.
/// </summary>
internal sealed class EventIndex(TableClient table)
{
    private const string Source = "Source";
    private const string Type = "Type";

    /// <summary>Lists the event under its day. The key is always the same, so the call is idempotent.</summary>
    public Task AddAsync(EventRecord record, CancellationToken cancellationToken) =>
        UpsertAsync(TableKeys.Day(record.ReceivedAt), record, cancellationToken);

    /// <summary>Lists the event as a dead letter.</summary>
    public Task AddDeadAsync(EventRecord record, CancellationToken cancellationToken) =>
        UpsertAsync(TableKeys.Dead, record, cancellationToken);

    /// <summary>Lists the event as a tombstone.</summary>
    public Task AddPastAsync(EventRecord record, CancellationToken cancellationToken) =>
        UpsertAsync(TableKeys.Past(record.ReceivedAt), record, cancellationToken);

    /// <summary>Removes the event from the dead letters.</summary>
    public Task RemoveDeadAsync(EventRecord record, CancellationToken cancellationToken) =>
        table.DeleteEntityAsync(TableKeys.Dead, TableKeys.Row(record.ReceivedAt, record.Id), ETag.All, cancellationToken);

    /// <summary>Removes a row unless it was rewritten since it was read.</summary>
    public async Task RemoveAsync(IndexRow row, CancellationToken cancellationToken)
    {
        try
        {
            await table.DeleteEntityAsync(row.Partition, row.Key, row.Version, cancellationToken);
        }
        catch (RequestFailedException e) when (StorageFault.IsConflict(e))
        {
            // Another writer needs the row.
        }
    }

    /// <summary>Returns rows of one partition in order: those after a key, or all.</summary>
    public IAsyncEnumerable<IndexRow> PartitionAsync(string partition, string? key, EventQuery? query, int pageSize,
        CancellationToken cancellationToken) =>
        ReadAsync(
            key is null
                ? TableClient.CreateQueryFilter($"PartitionKey eq {partition}")
                : TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey gt {key}"),
            query, pageSize, cancellationToken);

    /// <summary>Returns rows in order: those after a key of a partition, if given, and those of the partitions between it and
    /// another.</summary>
    public async IAsyncEnumerable<IndexRow> BehindAsync(
        string partition, string? key, string before, EventQuery? query, int pageSize,
            [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Two queries, because the service would scan the whole table for a query with "or".
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

    /// <summary>Counts the events listed as dead letters.</summary>
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
/// <param name="Partition">The row's partition.</param>
/// <param name="Key">The row's key: inverted time and id.</param>
/// <param name="Source">The event's source.</param>
/// <param name="WrittenAt">When the row was last written, by the service's clock.</param>
/// <param name="Version">The row's ETag.</param>
internal sealed record IndexRow(string Partition, string Key, string Source, DateTimeOffset? WrittenAt, ETag Version)
{
    /// <summary>The identity by which the record is found.</summary>
    public EventKey Event => new(Source, TableKeys.IdOf(Key));

    /// <summary>When the event was first received.</summary>
    public DateTimeOffset ReceivedAt => TableKeys.TimeOf(Key);

    /// <summary>Whether the row was written for this record; a row left by a failed insert was not.</summary>
    public bool IsOf(EventRecord record) => record.ReceivedAt.UtcTicks == ReceivedAt.UtcTicks;
}
