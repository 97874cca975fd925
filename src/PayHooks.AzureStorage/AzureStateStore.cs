using Azure;
using Azure.Data.Tables;
using PayHooks.Storage;

namespace PayHooks.AzureStorage;

/// <summary>The shared rows in the state table, each with one binary property.</summary>
internal sealed class AzureStateStore(AzureStoreClients clients) : IStateStore
{
    private const string Value = "Value";
    private const int MostUncertain = 2;
    private const int MostOfPage = 1000;

    private static readonly string[] KeysOnly = ["PartitionKey", "RowKey"];

    /// <inheritdoc/>
    public async ValueTask<StateRow?> FindAsync(string partition, string key, CancellationToken cancellationToken)
    {
        StateRow.CheckKey(partition, key);
        var found = await clients.State.GetEntityIfExistsAsync<TableEntity>(partition, key, cancellationToken: cancellationToken);
        return found.HasValue ? Row(found.Value!) : null;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<StateRow>> ListAsync(
        string partition, string? after, int limit, CancellationToken cancellationToken)
    {
        StateRow.CheckKey(partition);
        List<StateRow> rows = [];
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey gt {after ?? ""}");
        var query = clients.State.QueryAsync<TableEntity>(filter, Math.Min(limit, MostOfPage), cancellationToken: cancellationToken);
        await foreach (var page in query.AsPages())
        {
            rows.AddRange(page.Values.Take(limit - rows.Count).Select(Row));
            if (rows.Count >= limit)
            {
                break;
            }
        }

        return rows;
    }

    /// <inheritdoc/>
    public async ValueTask<StateRow?> WriteAsync(
        string partition, string key, ReadOnlyMemory<byte> value, string? tag, CancellationToken cancellationToken)
    {
        StateRow.CheckKey(partition, key);
        StateRow.CheckValue(value);
        var entity = new TableEntity(partition, key) { [Value] = value.ToArray() };
        for (var uncertain = 0; ;)
        {
            try
            {
                var response = await PutAsync(entity, tag, cancellationToken);
                return new StateRow(key, value, response.Headers.ETag!.Value.ToString());
            }
            catch (RequestFailedException e) when (StorageFault.IsConflict(e))
            {
                // It may be our own write, whose response was lost.
                var now = await FindAsync(partition, key, cancellationToken);
                return now is not null && now.Tag != tag && now.Value.Span.SequenceEqual(value.Span) ? now : null;
            }
            catch (Exception e) when (StorageFault.IsUncertain(e, cancellationToken) && ++uncertain <= MostUncertain)
            {
                await RetryDelay.WaitAsync(uncertain, cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> DeleteAsync(string partition, string key, string tag, CancellationToken cancellationToken)
    {
        StateRow.CheckKey(partition, key);
        for (var uncertain = 0; ;)
        {
            try
            {
                await clients.State.DeleteEntityAsync(partition, key, new ETag(tag), cancellationToken);
                return true;
            }
            catch (RequestFailedException e) when (StorageFault.IsEntityMissing(e))
            {
                return true;
            }
            catch (RequestFailedException e) when (StorageFault.IsConflict(e))
            {
                return false;
            }
            catch (Exception e) when (StorageFault.IsUncertain(e, cancellationToken) && ++uncertain <= MostUncertain)
            {
                await RetryDelay.WaitAsync(uncertain, cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask RemoveBeforeAsync(string partition, string key, CancellationToken cancellationToken)
    {
        StateRow.CheckKey(partition, key);
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey lt {key}");
        var query = clients.State.QueryAsync<TableEntity>(filter, MostOfPage, select: KeysOnly, cancellationToken: cancellationToken);
        await foreach (var page in query.AsPages())
        {
            await RowRemoval.RemoveAsync(clients.State, page.Values, cancellationToken);
        }
    }

    private Task<Response> PutAsync(TableEntity entity, string? tag, CancellationToken cancellationToken) => tag switch
    {
        null => clients.State.AddEntityAsync(entity, cancellationToken),
        StateRow.AnyTag => clients.State.UpsertEntityAsync(entity, TableUpdateMode.Replace, cancellationToken),
        _ => clients.State.UpdateEntityAsync(entity, new ETag(tag), TableUpdateMode.Replace, cancellationToken),
    };

    private static StateRow Row(TableEntity entity) => new(entity.RowKey, entity.GetBinary(Value), entity.ETag.ToString());
}
