using System.Text;
using PayHooks.RocksDb.Engine;
using PayHooks.RocksDb.Operations;
using PayHooks.Storage;

namespace PayHooks.RocksDb;

/// <summary>The audit entries in a <see cref="RocksDbStore"/>, newest first; the oldest ones make room for new ones.</summary>
internal sealed class RocksDbAuditStore(RocksDbStore store) : IAuditStore, IDisposable
{
    private const string Prefix = "audit/";
    private static readonly byte[] AfterPrefix = "audit0"u8.ToArray();

    private readonly SemaphoreSlim writing = new(1);
    private int? count;

    /// <summary>The maximum number of entries: some 50 MB.</summary>
    public int MostEntries { get; init; } = 100_000;

    /// <inheritdoc/>
    public async ValueTask WriteAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        await writing.WaitAsync(cancellationToken);
        try
        {
            count ??= CountEntries();
            var key = KeyOf(entry.Id);
            count += store.Database.Contains(Family.State, key) ? 0 : 1;

            // Also when the disk is nearly full: erasing makes room.
            await store.Writer.WriteAsync(new PutStateOperation([(key, entry.ToJson())], addsWork: false), CancellationToken.None);
            if (count > MostEntries)
            {
                // Some more than needed, so that not every write has to make room.
                var oldest = FindKey(MostEntries - (MostEntries / 10));
                await store.Writer.WriteAsync(new RemoveStateOperation(oldest, AfterPrefix), CancellationToken.None);
                count = CountEntries();
            }
        }
        finally
        {
            writing.Release();
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<AuditEntry>> ListAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        List<AuditEntry> entries = [];
        using var range = store.Database.Range(Family.State, after is null ? KeyOf("") : [.. KeyOf(after), 0], AfterPrefix);
        for (var more = range.ToFirst(); more && entries.Count < limit; more = range.ToNext())
        {
            entries.Add(AuditEntry.FromJson(range.Value));
        }

        return ValueTask.FromResult<IReadOnlyList<AuditEntry>>(entries);
    }

    /// <inheritdoc/>
    public async ValueTask PruneAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        await writing.WaitAsync(cancellationToken);
        try
        {
            // Earlier entries sort after all those of this time, whose ids begin with it.
            var from = KeyOf(AuditEntry.StartOf(before) + '~');
            await store.Writer.WriteAsync(new RemoveStateOperation(from, AfterPrefix), CancellationToken.None);
            count = null;
        }
        finally
        {
            writing.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => writing.Dispose();

    private int CountEntries()
    {
        var entries = 0;
        using var range = store.Database.Range(Family.State, KeyOf(""), AfterPrefix);
        for (var more = range.ToFirst(); more; more = range.ToNext())
        {
            entries++;
        }

        return entries;
    }

    private byte[] FindKey(int position)
    {
        using var range = store.Database.Range(Family.State, KeyOf(""), AfterPrefix);
        var more = range.ToFirst();
        for (; more && position > 0; more = range.ToNext())
        {
            position--;
        }

        return more ? range.Key.ToArray() : AfterPrefix;
    }

    private static byte[] KeyOf(string id) => Encoding.UTF8.GetBytes(Prefix + id);
}
