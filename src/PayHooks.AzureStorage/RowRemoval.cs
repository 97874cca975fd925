using Azure;
using Azure.Data.Tables;

namespace PayHooks.AzureStorage;

/// <summary>Removes rows by the hundred, unless they have changed since they were read.</summary>
internal static class RowRemoval
{
    private const int MostOfTransaction = 100;

    /// <summary>Removes rows of any partitions.</summary>
    /// <returns>The number of rows removed.</returns>
    public static async ValueTask<int> RemoveAsync(TableClient table, IEnumerable<TableEntity> rows, CancellationToken cancellationToken)
    {
        var removed = 0;
        foreach (var partition in rows.GroupBy(row => row.PartitionKey))
        {
            foreach (var some in partition.Chunk(MostOfTransaction))
            {
                removed += await RemoveAsync(table, some, cancellationToken);
            }
        }

        return removed;
    }

    // A batch costs a hundredth of single requests. If a row has changed meanwhile, the batch fails and each row is removed separately.
    private static async ValueTask<int> RemoveAsync(TableClient table, TableEntity[] rows, CancellationToken cancellationToken)
    {
        try
        {
            await table.SubmitTransactionAsync(
                rows.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, row.ETag)), cancellationToken);
            return rows.Length;
        }
        catch (RequestFailedException e) when (StorageFault.IsConflict(e))
        {
            var removed = 0;
            foreach (var row in rows)
            {
                removed += await TryRemoveAsync(table, row, cancellationToken) ? 1 : 0;
            }

            return removed;
        }
    }

    private static async ValueTask<bool> TryRemoveAsync(TableClient table, TableEntity row, CancellationToken cancellationToken)
    {
        try
        {
            await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, row.ETag, cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (StorageFault.IsConflict(e))
        {
            return false;
        }
    }
}
