using System.Text;
using PayHooks.RocksDb.Engine;
using PayHooks.RocksDb.Operations;
using PayHooks.Storage;

namespace PayHooks.RocksDb;

/// <summary>The rows of the sources in a <see cref="RocksDbStore"/>.</summary>
internal sealed class RocksDbSourceActivityStore(RocksDbStore store) : ISourceActivityStore, IDisposable
{
    private static readonly byte[] Prefix = "source/"u8.ToArray();
    private static readonly byte[] AfterPrefix = "source0"u8.ToArray();

    // The folder has one owner: reading, merging and writing need not be one operation of the writer.
    private readonly SemaphoreSlim merging = new(1);

    /// <inheritdoc/>
    public async ValueTask MergeAsync(IReadOnlyList<SourceActivity> seen, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(seen);
        await merging.WaitAsync(cancellationToken);
        try
        {
            List<(byte[] Key, byte[] Value)> changed = [];
            foreach (var one in seen)
            {
                byte[] key = [.. Prefix, .. Encoding.UTF8.GetBytes(one.Source)];
                if (Merged(key, one) is { } merged)
                {
                    changed.Add((key, merged));
                }
            }

            if (changed.Count > 0)
            {
                // A write that has started must end before the next merge reads.
                await store.Writer.WriteAsync(new PutStateOperation(changed), CancellationToken.None);
            }
        }
        finally
        {
            merging.Release();
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SourceActivity>> ListAsync(CancellationToken cancellationToken)
    {
        List<SourceActivity> rows = [];
        using var range = store.Database.Range(Family.State, Prefix, AfterPrefix);
        for (var more = range.ToFirst(); more; more = range.ToNext())
        {
            rows.Add(SourceActivity.FromJson(range.Value));
        }

        return ValueTask.FromResult<IReadOnlyList<SourceActivity>>(rows);
    }

    /// <inheritdoc/>
    public void Dispose() => merging.Dispose();

    private byte[]? Merged(byte[] key, SourceActivity seen)
    {
        using var stored = store.Database.Get(Family.State, key);
        if (!stored.IsFound)
        {
            return seen.ToJson();
        }

        var merged = SourceActivity.FromJson(stored.Bytes).Merge(seen).ToJson();
        return stored.Bytes.SequenceEqual(merged) ? null : merged;
    }
}
