using Azure;
using Azure.Data.Tables;
using PayHooks.Payments;

namespace PayHooks.AzureStorage;

/// <summary>
/// Removes payments and references by the time of their last event, and old flags. A run scans a limited part of the key table page by page
/// without a filter, which costs one request per thousand rows read and one per hundred removed. The next run continues where it ended.
/// </summary>
internal sealed class PaymentPruning(TableClient keys, TableClient state, string flagPartition)
{
    /// <summary>The column with the time at which a row's newest event was received.</summary>
    public const string LastEventAt = "LastEventAt";

    private const int PageSize = 1000;
    private const int MostOfTransaction = 100;
    private const string Jobs = "job";
    private const string Job = "payment-sweep";
    private const string Reached = "Reached";

    private static readonly string[] Columns = ["PartitionKey", "RowKey", LastEventAt];

    /// <summary>Maximum pages read per run.</summary>
    public int MostPages { get; init; } = 500;

    /// <summary>Removes rows older than a given time.</summary>
    /// <returns>The number of rows removed.</returns>
    public async ValueTask<int> RunAsync(DateTimeOffset rememberedSince, IReadOnlySet<string> kept, CancellationToken cancellationToken)
    {
        await RemoveFlagsAsync(flag => flag.At < rememberedSince, cancellationToken);
        var from = await ReadReachedAsync(cancellationToken);
        var (removed, pages, reached) = (0, 0, "");
        await foreach (var page in keys.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey ge {from}"), PageSize, Columns, cancellationToken).AsPages())
        {
            foreach (var partition in page.Values
                .Where(row => row.GetDateTimeOffset(LastEventAt) < rememberedSince && !kept.Contains(HashOf(row)))
                    .GroupBy(row => row.PartitionKey))
            {
                foreach (var some in partition.Chunk(MostOfTransaction))
                {
                    removed += await RemoveAsync(some, cancellationToken);
                }
            }

            reached = page.Values.Count > 0 ? page.Values[^1].PartitionKey : reached;
            if (page.ContinuationToken is null)
            {
                reached = "";
            }
            else if (++pages >= MostPages)
            {
                break;
            }
        }

        await state.UpsertEntityAsync(new TableEntity(Jobs, Job) { [Reached] = reached }, TableUpdateMode.Replace, cancellationToken);
        return removed;
    }

    /// <summary>Removes flags from the list.</summary>
    public async ValueTask RemoveFlagsAsync(Func<RaisedFlag, bool> isOver, CancellationToken cancellationToken)
    {
        await foreach (var row in state.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {flagPartition}"), cancellationToken: cancellationToken))
        {
            if (isOver(SubjectJson.ReadFlag(row.GetBinary("Flag"))))
            {
                await state.DeleteEntityAsync(row.PartitionKey, row.RowKey, cancellationToken: cancellationToken);
            }
        }
    }

    private async ValueTask<string> ReadReachedAsync(CancellationToken cancellationToken)
    {
        var found = await state.GetEntityIfExistsAsync<TableEntity>(Jobs, Job, cancellationToken: cancellationToken);
        return found.HasValue ? found.Value!.GetString(Reached) ?? "" : "";
    }

    // A batch costs a hundredth of single requests. If a row has changed meanwhile, the batch fails and each row is removed separately.
    private async ValueTask<int> RemoveAsync(TableEntity[] rows, CancellationToken cancellationToken)
    {
        try
        {
            await keys.SubmitTransactionAsync(
                rows.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, row.ETag)), cancellationToken);
            return rows.Length;
        }
        catch (RequestFailedException e) when (StorageFault.IsConflict(e))
        {
            var removed = 0;
            foreach (var row in rows)
            {
                removed += await TryRemoveAsync(row, cancellationToken) ? 1 : 0;
            }

            return removed;
        }
    }

    private async ValueTask<bool> TryRemoveAsync(TableEntity row, CancellationToken cancellationToken)
    {
        try
        {
            await keys.DeleteEntityAsync(row.PartitionKey, row.RowKey, row.ETag, cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (StorageFault.IsConflict(e))
        {
            return false;
        }
    }

    // After "s:" or "r:".
    private static string HashOf(TableEntity row) => row.RowKey[(row.RowKey.IndexOf(':', StringComparison.Ordinal) + 1)..];
}
