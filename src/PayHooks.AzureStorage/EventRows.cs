using Azure;
using Azure.Data.Tables;
using PayHooks.Storage;

namespace PayHooks.AzureStorage;

/// <summary>Point reads and conditional writes on the event table.</summary>
internal sealed class EventRows(TableClient table)
{
    /// <summary>Reads the record without its body; null if there is none.</summary>
    public async ValueTask<StoredEvent?> FindAsync(EventKey key, CancellationToken cancellationToken)
    {
        var found = await table.GetEntityIfExistsAsync<TableEntity>(
            TableKeys.Partition(key), key.Id, EventEntity.RecordColumns, cancellationToken);
        return found.HasValue ? EventEntity.Read(found.Value!) : null;
    }

    /// <summary>Reads the body stored with the record; null if there is none.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> FindBodyAsync(EventKey key, CancellationToken cancellationToken)
    {
        var found = await table.GetEntityIfExistsAsync<TableEntity>(TableKeys.Partition(key), key.Id, cancellationToken: cancellationToken);
        return found.HasValue ? EventEntity.ReadBody(found.Value!) : null;
    }

    /// <summary>Replaces a record if it is unchanged; otherwise fails with a conflict.</summary>
    public async ValueTask<ETag> WriteAsync(StoredEvent? seen, EventRecord record, ReadOnlyMemory<byte>? body,
        CancellationToken cancellationToken)
    {
        var response = seen switch
        {
            null => await table.AddEntityAsync(EventEntity.Of(record, body), cancellationToken),

            // Replaced, because a merge would not remove the body or leftover parts of a longer record.
            _ when record.IsBodyGone || body is not null || record.BodyReference != seen.Record.BodyReference =>
                await table.UpdateEntityAsync(EventEntity.Of(record, body), seen.Version, TableUpdateMode.Replace, cancellationToken),
            _ => await table.UpdateEntityAsync(EventEntity.Of(record, null), seen.Version, TableUpdateMode.Merge, cancellationToken),
        };
        return response.Headers.ETag!.Value;
    }

    /// <summary>Removes a record unless it has changed since it was read.</summary>
    public async ValueTask RemoveAsync(StoredEvent seen, CancellationToken cancellationToken) =>
        await table.DeleteEntityAsync(TableKeys.Partition(seen.Record.Key), seen.Record.Id, seen.Version, cancellationToken);
}
