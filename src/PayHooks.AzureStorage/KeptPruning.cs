using Azure.Data.Tables;
using PayHooks.Storage;

namespace PayHooks.AzureStorage;

/// <summary>Removes the finished rows of the table of kept events when their retention has ended. Their key rows remain.</summary>
internal sealed class KeptPruning(TableClient table, IBodyStore bodies)
{
    private const int PageSize = 1000;

    /// <summary>Maximum pages read per run.</summary>
    public int MostPages { get; init; } = 500;

    /// <summary>Removes finished events received before a time.</summary>
    /// <returns>The number of rows removed.</returns>
    public async ValueTask<int> RunAsync(DateTimeOffset retainedSince, CancellationToken cancellationToken)
    {
        var (removed, pages) = (0, 0);
        var since = retainedSince.ToUniversalTime();
        var filter = TableClient.CreateQueryFilter($"PartitionKey ge {TableKeys.KeptDay(retainedSince)} and ReceivedAt lt {since}")
            + $" and ({EventFilter.Of(EventStatus.Completed)} or {EventEntity.IsErased} eq true or {EventEntity.IsTombstone} eq true)";
        await foreach (var page in table.QueryAsync<TableEntity>(
            filter, PageSize, ["PartitionKey", "RowKey", EventEntity.BodyReference], cancellationToken).AsPages())
        {
            foreach (var row in page.Values)
            {
                // Before the row, which holds the only copy of the blob's name.
                if (row.GetString(EventEntity.BodyReference) is { } reference)
                {
                    await bodies.DeleteAsync(reference, cancellationToken);
                }
            }

            removed += await RowRemoval.RemoveAsync(table, page.Values, cancellationToken);
            if (++pages >= MostPages)
            {
                break;
            }
        }

        return removed;
    }
}
