namespace PayHooks.Storage.InMemory;

/// <summary>The audit entries in memory; the oldest ones make room for new ones.</summary>
internal sealed class InMemoryAuditStore : IAuditStore
{
    private const int MostEntries = 10_000;

    private readonly Lock gate = new();
    private readonly SortedDictionary<string, AuditEntry> entries = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public ValueTask WriteAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        lock (gate)
        {
            entries[entry.Id] = entry;
            if (entries.Count > MostEntries)
            {
                entries.Remove(entries.Keys.Last());
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<AuditEntry>> ListAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return ValueTask.FromResult<IReadOnlyList<AuditEntry>>(
                [.. entries.Values.Where(entry => string.CompareOrdinal(entry.Id, after) > 0).Take(limit)]);
        }
    }

    /// <inheritdoc/>
    public ValueTask PruneAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            foreach (var id in entries.Values.Where(entry => entry.At < before).Select(entry => entry.Id).ToList())
            {
                entries.Remove(id);
            }
        }

        return ValueTask.CompletedTask;
    }
}
