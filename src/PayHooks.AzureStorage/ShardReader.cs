using Azure;
using Azure.Data.Tables;

namespace PayHooks.AzureStorage;

/// <summary>
/// Reads the matching rows of one partition, newest first, as far as a list needs them. After five seconds the service ends a query, even
/// if it has found nothing (https://learn.microsoft.com/rest/api/storageservices/query-timeout-and-pagination). The next queries then read
/// shorter spans of time, so that it is known up to where nothing matches, and a list can go on from there.
/// </summary>
internal sealed class ShardReader(TableClient table, string partition, string filter, string from, string to)
{
    private const int Narrower = 8;
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    private readonly List<TableEntity> found = [];
    private string reached = from;
    private TimeSpan? span;

    /// <summary>The matching rows found so far.</summary>
    public IReadOnlyList<TableEntity> Found => found;

    /// <summary>The key up to which all matching rows are found; null if all are.</summary>
    public string? Frontier => string.CompareOrdinal(reached, to) < 0 ? reached : null;

    /// <summary>Reads on until so many rows are found in all, or the requests are used up.</summary>
    public async Task ReadAsync(int want, RequestBudget budget, CancellationToken cancellationToken)
    {
        try
        {
            while (Frontier is not null && found.Count < want && budget.TryTake())
            {
                await ReadPageAsync(want - found.Count, cancellationToken);
            }
        }
        catch (RequestFailedException e) when (StorageFault.IsTableMissing(e))
        {
            // The table was dropped meanwhile.
            reached = to;
        }
    }

    private async Task ReadPageAsync(int most, CancellationToken cancellationToken)
    {
        var end = span is { } length ? EndOf(length) : to;
        var range = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey gt {reached} and RowKey lt {end}");
        var query = table.QueryAsync<TableEntity>($"{range} and {filter}", most, EventEntity.RecordColumns.Append("RowKey"),
            cancellationToken);
        await foreach (var page in query.AsPages())
        {
            found.AddRange(page.Values);
            if (page.ContinuationToken is null)
            {
                reached = end;
                span *= Narrower;
            }
            else if (page.Values.Count > 0)
            {
                reached = page.Values[^1].RowKey;
            }
            else
            {
                var searched = TableKeys.TimeOf(reached) - TableKeys.TimeOf(end);
                span = searched / Narrower > Shortest ? searched / Narrower : Shortest;
            }

            // One page, because its successor may not be needed.
            return;
        }

        reached = end;
    }

    private string EndOf(TimeSpan length)
    {
        var end = TableKeys.TimeOf(reached) - TimeSpan.FromTicks(Math.Min(length.Ticks, TimeSpan.TicksPerDay));
        return end > TableKeys.TimeOf(to) ? TableKeys.RowAfter(end) : to;
    }
}

/// <summary>The number of requests that a page of a list may take.</summary>
internal sealed class RequestBudget(int most)
{
    private int left = most;

    /// <summary>How many are left.</summary>
    public int Left => Volatile.Read(ref left);

    /// <summary>Takes a request; false if none is left.</summary>
    public bool TryTake() => Interlocked.Decrement(ref left) >= 0;
}
