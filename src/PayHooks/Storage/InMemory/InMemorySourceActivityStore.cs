namespace PayHooks.Storage.InMemory;

/// <summary>The rows of the sources in memory.</summary>
internal sealed class InMemorySourceActivityStore : ISourceActivityStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, SourceActivity> rows = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public ValueTask MergeAsync(IReadOnlyList<SourceActivity> seen, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(seen);
        lock (gate)
        {
            foreach (var one in seen)
            {
                rows[one.Source] = rows.TryGetValue(one.Source, out var known) ? known.Merge(one) : one;
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SourceActivity>> ListAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return ValueTask.FromResult<IReadOnlyList<SourceActivity>>([.. rows.Values]);
        }
    }
}
