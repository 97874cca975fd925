using Azure.Data.Tables;
using PayHooks.Storage;

namespace PayHooks.AzureStorage;

/// <summary>Lists and counts the rows of the table of kept events.</summary>
internal sealed class KeptListing(TableClient table)
{
    /// <summary>Reads the rows for a page of a list.</summary>
    /// <param name="query">The query.</param>
    /// <param name="start">The key after which the list begins; null for the newest.</param>
    /// <param name="pageSize">The number of rows of a request.</param>
    public KeptReader Read(EventQuery query, string? start, int pageSize) =>
        new(table, EventFilter.Of(query), start, query.Since, Math.Min(pageSize, 1000));

    /// <summary>Counts the events with a status.</summary>
    public async ValueTask<long> CountAsync(EventStatus status, CancellationToken cancellationToken)
    {
        var count = 0L;
        var filter = $"{EventEntity.IsTombstone} eq false and {EventFilter.Of(status)}";
        var rows = table.QueryAsync<TableEntity>(filter, select: ["RowKey"], cancellationToken: cancellationToken);
        await foreach (var page in rows.AsPages())
        {
            count += page.Values.Count;
        }

        return count;
    }
}

/// <summary>
/// Reads kept events newest day first. One query covers many days. Where a day's partition has more rows than a page needs, the rest of it
/// is skipped.
/// </summary>
internal sealed class KeptReader(TableClient table, string filter, string? start, DateTimeOffset? since, int pageSize)
{
    private static readonly string[] Columns = [.. EventEntity.RecordColumns, "PartitionKey", "RowKey"];

    private readonly Queue<TableEntity> buffer = new();
    private readonly string? firstDay = start is null ? null : TableKeys.KeptDay(TableKeys.TimeOf(start));
    private string? keys;
    private string? token;
    private bool isFirstDay = start is not null;
    private bool hasEnded;

    /// <summary>The day of the next row; null if there is none.</summary>
    public async ValueTask<DateOnly?> NextDayAsync(RequestBudget budget, CancellationToken cancellationToken)
    {
        await FillAsync(budget, cancellationToken);
        return buffer.TryPeek(out var row) ? TableKeys.DateOfKept(row.PartitionKey) : null;
    }

    /// <summary>Reads the rows of a day: of every partition, the first ones that a list of this length needs.</summary>
    /// <returns>The rows, and the key up to which all are read, or null if all of the day are.</returns>
    public async ValueTask<(List<TableEntity> Rows, string? Frontier)> ReadAsync(
        DateOnly day, int want, RequestBudget budget, CancellationToken cancellationToken)
    {
        List<TableEntity> rows = [];
        string? frontier = null;
        while (await NextDayAsync(budget, cancellationToken) == day)
        {
            var partition = buffer.Peek().PartitionKey;
            var taken = 0;
            while (taken < want && buffer.TryPeek(out var row) && row.PartitionKey == partition)
            {
                rows.Add(buffer.Dequeue());
                if (++taken < want)
                {
                    await FillAsync(budget, cancellationToken);
                }
            }

            var isCut = taken == want && (buffer.TryPeek(out var more) ? more.PartitionKey == partition : token is not null);
            if (isCut)
            {
                frontier = frontier is null || string.CompareOrdinal(rows[^1].RowKey, frontier) < 0 ? rows[^1].RowKey : frontier;
                Skip(partition);
            }
        }

        return (rows, frontier);
    }

    private void Skip(string partition)
    {
        while (buffer.TryPeek(out var row) && row.PartitionKey == partition)
        {
            buffer.Dequeue();
        }

        if (buffer.Count == 0 && token is not null)
        {
            (keys, token) = (KeysAfter(partition), null);
        }
    }

    // The table is small, and a day must be read to its end, so requests are counted but not refused.
    private async ValueTask FillAsync(RequestBudget budget, CancellationToken cancellationToken)
    {
        while (buffer.Count == 0 && !hasEnded)
        {
            keys ??= KeysAfter(null);
            budget.TryTake();
            await foreach (var page in table
                .QueryAsync<TableEntity>($"{keys} and {filter}", pageSize, Columns, cancellationToken).AsPages(token))
            {
                token = page.ContinuationToken;
                foreach (var row in page.Values)
                {
                    buffer.Enqueue(row);
                }

                break;
            }

            if (token is null)
            {
                // The first day has a query of its own, because its rows begin after a key.
                hasEnded = !isFirstDay;
                (isFirstDay, keys) = (false, null);
            }
        }
    }

    private string KeysAfter(string? partition)
    {
        var upper = since is { } earliest ? TableKeys.AfterKeptDay(TableKeys.KeptDay(earliest)) : ":";
        if (isFirstDay)
        {
            var last = TableKeys.AfterKeptDay(firstDay!);
            return partition is null
                ? TableClient.CreateQueryFilter($"PartitionKey ge {firstDay} and PartitionKey lt {last} and RowKey gt {start}")
                : TableClient.CreateQueryFilter($"PartitionKey gt {partition} and PartitionKey lt {last} and RowKey gt {start}");
        }

        var lower = partition ?? (firstDay is null ? "0" : TableKeys.AfterKeptDay(firstDay));
        return TableClient.CreateQueryFilter($"PartitionKey gt {lower} and PartitionKey lt {upper}");
    }
}
