using Azure;
using Azure.Data.Tables;
using PayHooks.Storage;

namespace PayHooks.AzureStorage;

/// <summary>
/// The rows of the sources in one partition of the state table, so that all are read with one request and written with another. A row is
/// replaced only if it is unchanged since it was read, and merged again if it is not.
/// </summary>
internal sealed class AzureSourceActivityStore(AzureStoreClients clients) : ISourceActivityStore
{
    private const string Partition = "source";
    private const string Activity = "Activity";
    private const int MostOfTransaction = 100;
    private const int MostConflicts = 50;
    private const int MostUncertain = 2;

    /// <inheritdoc/>
    public async ValueTask MergeAsync(IReadOnlyList<SourceActivity> seen, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(seen);
        foreach (var some in seen.Chunk(MostOfTransaction))
        {
            await MergeSomeAsync(some, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SourceActivity>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await ReadAsync(cancellationToken)).Values.Select(Read)];

    private async Task MergeSomeAsync(IEnumerable<SourceActivity> seen, CancellationToken cancellationToken)
    {
        for (var (conflicts, uncertain) = (0, 0); ;)
        {
            var stored = await ReadAsync(cancellationToken);
            List<TableTransactionAction> changes =
                [.. seen.Select(one => Change(stored.GetValueOrDefault(one.Source), one)).OfType<TableTransactionAction>()];
            if (changes.Count == 0)
            {
                return;
            }

            try
            {
                await clients.State.SubmitTransactionAsync(changes, cancellationToken);
                return;
            }
            catch (RequestFailedException e) when (StorageFault.IsConflict(e) && ++conflicts <= MostConflicts)
            {
                await RetryDelay.WaitAsync(conflicts, cancellationToken);
            }
            catch (Exception e) when (StorageFault.IsUncertain(e, cancellationToken) && ++uncertain <= MostUncertain)
            {
                await RetryDelay.WaitAsync(uncertain, cancellationToken);
            }
        }
    }

    private static TableTransactionAction? Change(TableEntity? stored, SourceActivity seen)
    {
        if (stored is null)
        {
            return new TableTransactionAction(TableTransactionActionType.Add, Entity(seen.Source, seen.ToJson()));
        }

        var merged = Read(stored).Merge(seen).ToJson();
        return merged.AsSpan().SequenceEqual(stored.GetBinary(Activity))
            ? null
            : new TableTransactionAction(TableTransactionActionType.UpdateReplace, Entity(seen.Source, merged), stored.ETag);
    }

    private async ValueTask<Dictionary<string, TableEntity>> ReadAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, TableEntity> rows = new(StringComparer.Ordinal);
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition}");
        await foreach (var row in clients.State.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            rows[row.RowKey] = row;
        }

        return rows;
    }

    private static SourceActivity Read(TableEntity row) => SourceActivity.FromJson(row.GetBinary(Activity));

    private static TableEntity Entity(string source, byte[] json) => new(Partition, source) { [Activity] = json };
}
