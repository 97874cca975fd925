namespace PayHooks.Storage.InMemory;

/// <summary>The rejected deliveries in memory; the oldest minutes make room for new ones.</summary>
internal sealed class InMemoryRejectionStore : IRejectionStore
{
    private const int MostRows = 10_000;

    private readonly Lock gate = new();
    private readonly SortedDictionary<(DateTimeOffset Minute, string Key), RejectionCount> rows = [];

    /// <inheritdoc/>
    public ValueTask WriteAsync(IReadOnlyList<RejectionCount> rows, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rows);
        lock (gate)
        {
            foreach (var row in rows)
            {
                this.rows[(row.Minute, row.Key)] = row;
            }

            while (this.rows.Count > MostRows)
            {
                this.rows.Remove(this.rows.Keys.First());
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<RejectionCount>> ListAsync(
        string? source, DateTimeOffset since, int limit, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return ValueTask.FromResult<IReadOnlyList<RejectionCount>>(
            [
                .. rows.Values.Where(row => row.Minute >= since && (source is null || row.Source == source)).Reverse().Take(limit),
            ]);
        }
    }

    /// <inheritdoc/>
    public ValueTask PruneAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            foreach (var key in rows.Keys.TakeWhile(key => key.Minute < before).ToList())
            {
                rows.Remove(key);
            }
        }

        return ValueTask.CompletedTask;
    }
}
