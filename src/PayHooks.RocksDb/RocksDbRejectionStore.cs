using System.Text;
using PayHooks.RocksDb.Engine;
using PayHooks.RocksDb.Operations;
using PayHooks.Storage;

namespace PayHooks.RocksDb;

/// <summary>The rejected deliveries in a <see cref="RocksDbStore"/>; the oldest minutes make room for new ones.</summary>
internal sealed class RocksDbRejectionStore(RocksDbStore store) : IRejectionStore, IDisposable
{
    private static readonly byte[] Prefix = "rejected/"u8.ToArray();
    private static readonly byte[] AfterPrefix = "rejected0"u8.ToArray();

    private readonly SemaphoreSlim writing = new(1);
    private int? count;

    /// <summary>The maximum number of rows: about 20 MB at most.</summary>
    public int MostRows { get; init; } = 10_000;

    /// <inheritdoc/>
    public async ValueTask WriteAsync(IReadOnlyList<RejectionCount> rows, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rows);
        await writing.WaitAsync(cancellationToken);
        try
        {
            count ??= CountRows();
            List<(byte[] Key, byte[] Value)> written = [.. rows.Select(row => (KeyOf(row.Minute, row.Key), row.ToJson()))];
            count += written.Count(row => !store.Database.Contains(Family.State, row.Key));
            await store.Writer.WriteAsync(new PutStateOperation(written), CancellationToken.None);
            if (count > MostRows)
            {
                // Some more than needed, so that not every write has to make room.
                await store.Writer.WriteAsync(
                    new RemoveStateOperation(Prefix, FindKey(count.Value - MostRows + (MostRows / 10))), CancellationToken.None);
                count = CountRows();
            }
        }
        finally
        {
            writing.Release();
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<RejectionCount>> ListAsync(
        string? source, DateTimeOffset since, int limit, CancellationToken cancellationToken)
    {
        List<RejectionCount> rows = [];
        using var range = store.Database.Range(Family.State, KeyOf(since, ""), AfterPrefix);
        for (var more = range.ToLast(); more && rows.Count < limit; more = range.ToPrevious())
        {
            var row = RejectionCount.FromJson(range.Value);
            if (source is null || row.Source == source)
            {
                rows.Add(row);
            }
        }

        return ValueTask.FromResult<IReadOnlyList<RejectionCount>>(rows);
    }

    /// <inheritdoc/>
    public async ValueTask PruneAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        await writing.WaitAsync(cancellationToken);
        try
        {
            await store.Writer.WriteAsync(new RemoveStateOperation(Prefix, KeyOf(before, "")), CancellationToken.None);
            count = null;
        }
        finally
        {
            writing.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => writing.Dispose();

    private int CountRows()
    {
        var rows = 0;
        using var range = store.Database.Range(Family.State, Prefix, AfterPrefix);
        for (var more = range.ToFirst(); more; more = range.ToNext())
        {
            rows++;
        }

        return rows;
    }

    private byte[] FindKey(int position)
    {
        using var range = store.Database.Range(Family.State, Prefix, AfterPrefix);
        var more = range.ToFirst();
        for (; more && position > 0; more = range.ToNext())
        {
            position--;
        }

        return more ? range.Key.ToArray() : AfterPrefix;
    }

    private static byte[] KeyOf(DateTimeOffset minute, string key)
    {
        var time = new byte[Keys.NumberLength];
        time.AsSpan().Append(minute.UtcTicks);
        return [.. Prefix, .. time, .. Encoding.UTF8.GetBytes(key)];
    }
}
