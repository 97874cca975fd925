using Azure.Data.Tables;

namespace PayHooks.AzureStorage;

/// <summary>
/// Walks the key table: every run reads one of the 256 partitions of each source, so that all are read once in eleven days when a run
/// starts every hour. A run that reaches its limit continues there the next time.
/// </summary>
internal sealed class KeySweep(AzureStoreClients clients, AzureLedgerOptions options, string job)
{
    private const int Partitions = 256;
    private const int PageSize = 1000;
    private const string Jobs = "job";
    private const string Next = "Partition";
    private const string Source = "Source";
    private const string Row = "Row";
    private const string Known = "Sources";

    // With the other steps of a run, well below the time limit of a function.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <summary>Maximum pages of rows that a run handles.</summary>
    public int MostPages { get; init; } = 2000;

    /// <summary>Removes rows.</summary>
    /// <param name="filter">Which rows to read, beside their partition.</param>
    /// <param name="columns">The columns to read beside the keys.</param>
    /// <param name="select">Which of them to remove.</param>
    /// <param name="cancellationToken">Cancels the run; the next one repeats it.</param>
    /// <returns>The number of rows removed.</returns>
    public async ValueTask<int> RunAsync(
        string filter, IEnumerable<string> columns, Func<IReadOnlyList<TableEntity>, ValueTask<IEnumerable<TableEntity>>> select,
        CancellationToken cancellationToken)
    {
        var began = options.Time.GetTimestamp();
        var (partition, reached, sources) = await ReadAsync(cancellationToken);
        var (removed, pages) = (0, 0);
        foreach (var source in sources.SkipWhile(source => reached is not null && source != reached.Value.Source))
        {
            var range = RangeOf(source, partition, reached?.Row);
            var query = clients.Keys.QueryAsync<TableEntity>(
                $"{range} and {filter}", PageSize, [.. columns, "PartitionKey", "RowKey"], cancellationToken);
            reached = null;
            await foreach (var page in query.AsPages())
            {
                removed += await RowRemoval.RemoveAsync(clients.Keys, await select(page.Values), cancellationToken);
                if (page.Values.Count > 0 && (++pages >= MostPages || options.Time.GetElapsedTime(began) > Longest))
                {
                    await WriteAsync(partition, (source, page.Values[^1].RowKey), sources, cancellationToken);
                    return removed;
                }
            }
        }

        await WriteAsync((partition + options.SweptPartitions) % Partitions, null, sources, cancellationToken);
        return removed;
    }

    private string RangeOf(string source, int first, string? after)
    {
        var last = Math.Min(first + options.SweptPartitions, Partitions) - 1;
        var range = first == last
            ? TableClient.CreateQueryFilter($"PartitionKey eq {TableKeys.Partition(source, first)}")
            : TableClient.CreateQueryFilter(
                $"PartitionKey ge {TableKeys.Partition(source, first)} and PartitionKey le {TableKeys.Partition(source, last)}");
        return after is null ? range : range + TableClient.CreateQueryFilter($" and RowKey gt {after}");
    }

    // Sources that were configured once are remembered, because their rows remain.
    private async ValueTask<(int Partition, (string Source, string Row)? Reached, string[] Sources)> ReadAsync(
        CancellationToken cancellationToken)
    {
        var found = await clients.State.GetEntityIfExistsAsync<TableEntity>(Jobs, job, cancellationToken: cancellationToken);
        var row = found.HasValue ? found.Value! : null;
        var known = row?.GetString(Known)?.Split('\n', StringSplitOptions.RemoveEmptyEntries) ?? [];
        string[] sources = [.. known.Union(options.Sources).Append(Storage.EventRecord.UnreadableSource).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)];
        return (
            row?.GetInt32(Next) ?? 0,
            row?.GetString(Source) is { Length: > 0 } source && sources.Contains(source) ? (source, row.GetString(Row)) : null,
            sources);
    }

    private async ValueTask WriteAsync(
        int partition, (string Source, string Row)? reached, string[] sources, CancellationToken cancellationToken) =>
        await clients.State.UpsertEntityAsync(
            new TableEntity(Jobs, job)
            {
                [Next] = partition,
                [Source] = reached?.Source ?? "",
                [Row] = reached?.Row ?? "",
                [Known] = string.Join('\n', sources),
            },
            TableUpdateMode.Replace, cancellationToken);
}

/// <summary>Removes the rows of events that the deduplication window no longer covers.</summary>
internal sealed class EventKeySweep(KeySweep sweep, TableClient kept)
{
    private static readonly string[] Columns = [EventKeyRows.Home, EventKeyRows.ReceivedAt];

    /// <summary>Removes the rows of events received before a time, except those whose record remains.</summary>
    public ValueTask<int> RunAsync(DateTimeOffset rememberedSince, CancellationToken cancellationToken) => sweep.RunAsync(
        TableClient.CreateQueryFilter($"RowKey ge {TableKeys.FirstEvent} and RowKey lt {TableKeys.AfterLastEvent}")
            + TableClient.CreateQueryFilter($" and ReceivedAt lt {rememberedSince.ToUniversalTime()}"),
        Columns,
        async rows =>
        {
            List<TableEntity> selected = [];
            foreach (var row in rows)
            {
                if (row.GetString(EventKeyRows.Home) is not { } home || !await IsKeptAsync(home, row, cancellationToken))
                {
                    selected.Add(row);
                }
            }

            return selected;
        },
        cancellationToken);

    private async ValueTask<bool> IsKeptAsync(string home, TableEntity row, CancellationToken cancellationToken)
    {
        var key = TableKeys.Row(row.GetDateTimeOffset(EventKeyRows.ReceivedAt)!.Value, TableKeys.IdOfKeyRow(row.RowKey));
        return (await kept.GetEntityIfExistsAsync<TableEntity>(home, key, ["RowKey"], cancellationToken)).HasValue;
    }
}
