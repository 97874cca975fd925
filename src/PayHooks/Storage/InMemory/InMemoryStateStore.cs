using System.Globalization;

namespace PayHooks.Storage.InMemory;

/// <summary>The rows of a state store in memory.</summary>
internal sealed class InMemoryStateStore : IStateStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, SortedDictionary<string, StateRow>> partitions = new(StringComparer.Ordinal);
    private long lastTag;

    /// <inheritdoc/>
    public ValueTask<StateRow?> FindAsync(string partition, string key, CancellationToken cancellationToken)
    {
        StateRow.CheckKey(partition, key);
        lock (gate)
        {
            return ValueTask.FromResult(Rows(partition).GetValueOrDefault(key));
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StateRow>> ListAsync(
        string partition, string? after, int limit, CancellationToken cancellationToken)
    {
        StateRow.CheckKey(partition);
        lock (gate)
        {
            return ValueTask.FromResult<IReadOnlyList<StateRow>>(
                [.. Rows(partition).Values.Where(row => string.CompareOrdinal(row.Key, after) > 0).Take(limit)]);
        }
    }

    /// <inheritdoc/>
    public ValueTask<StateRow?> WriteAsync(
        string partition, string key, ReadOnlyMemory<byte> value, string? tag, CancellationToken cancellationToken)
    {
        StateRow.CheckKey(partition, key);
        StateRow.CheckValue(value);
        lock (gate)
        {
            var rows = Rows(partition);
            if (tag != StateRow.AnyTag && rows.GetValueOrDefault(key)?.Tag != tag)
            {
                return ValueTask.FromResult<StateRow?>(null);
            }

            var row = new StateRow(key, value.ToArray(), (++lastTag).ToString(CultureInfo.InvariantCulture));
            rows[key] = row;
            return ValueTask.FromResult<StateRow?>(row);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(string partition, string key, string tag, CancellationToken cancellationToken)
    {
        StateRow.CheckKey(partition, key);
        lock (gate)
        {
            var rows = Rows(partition);
            if (rows.TryGetValue(key, out var row) && tag != StateRow.AnyTag && row.Tag != tag)
            {
                return ValueTask.FromResult(false);
            }

            rows.Remove(key);
            return ValueTask.FromResult(true);
        }
    }

    /// <inheritdoc/>
    public ValueTask RemoveBeforeAsync(string partition, string key, CancellationToken cancellationToken)
    {
        StateRow.CheckKey(partition, key);
        lock (gate)
        {
            var rows = Rows(partition);
            foreach (var old in rows.Keys.Where(one => string.CompareOrdinal(one, key) < 0).ToArray())
            {
                rows.Remove(old);
            }
        }

        return ValueTask.CompletedTask;
    }

    private SortedDictionary<string, StateRow> Rows(string partition)
    {
        if (!partitions.TryGetValue(partition, out var rows))
        {
            partitions[partition] = rows = new SortedDictionary<string, StateRow>(StringComparer.Ordinal);
        }

        return rows;
    }
}
