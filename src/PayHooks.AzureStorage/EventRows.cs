using Azure;
using Azure.Data.Tables;
using PayHooks.Storage;

namespace PayHooks.AzureStorage;

/// <summary>Single reads and conditional writes of the table of events.</summary>
internal sealed class EventRows(TableClient table)
{
    /// <summary>The record without its body, or null.</summary>
    public async ValueTask<StoredEvent?> FindAsync(EventKey key, CancellationToken cancellationToken)
    {
        var found = await table.GetEntityIfExistsAsync<TableEntity>(
            TableKeys.Partition(key), key.Id, EventEntity.RecordColumns, cancellationToken);
        return found.HasValue ? EventEntity.Read(found.Value!) : null;
    }

    /// <summary>The body that is kept with the record, or null.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> FindBodyAsync(EventKey key, CancellationToken cancellationToken)
    {
        var found = await table.GetEntityIfExistsAsync<TableEntity>(TableKeys.Partition(key), key.Id, cancellationToken: cancellationToken);
        return found.HasValue ? EventEntity.ReadBody(found.Value!) : null;
    }

    /// <summary>Writes a record over the one that was seen; fails as a conflict when it is not there as it was.</summary>
    public async ValueTask<ETag> WriteAsync(StoredEvent? seen, EventRecord record, ReadOnlyMemory<byte>? body,
        CancellationToken cancellationToken)
    {
        var response = seen switch
        {
            null => await table.AddEntityAsync(EventEntity.Of(record, body), cancellationToken),

            // Replaced, because only that takes the body away, and what a longer record left behind.
            _ when record.IsBodyGone || body is not null || record.BodyReference != seen.Record.BodyReference =>
                await table.UpdateEntityAsync(EventEntity.Of(record, body), seen.Version, TableUpdateMode.Replace, cancellationToken),
            _ => await table.UpdateEntityAsync(EventEntity.Of(record, null), seen.Version, TableUpdateMode.Merge, cancellationToken),
        };
        return response.Headers.ETag!.Value;
    }

    /// <summary>Removes a record unless it changed since it was seen.</summary>
    public async ValueTask RemoveAsync(StoredEvent seen, CancellationToken cancellationToken) =>
        await table.DeleteEntityAsync(TableKeys.Partition(seen.Record.Key), seen.Record.Id, seen.Version, cancellationToken);
}
