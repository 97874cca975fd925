using System.Globalization;
using System.Text;
using PayHooks.RocksDb.Engine;
using PayHooks.RocksDb.Operations;
using PayHooks.Storage;

namespace PayHooks.RocksDb;

/// <summary>The shared rows in a <see cref="RocksDbStore"/>. A value follows its tag, a number of eight bytes.</summary>
internal sealed class RocksDbStateStore(RocksDbStore store) : IStateStore, IDisposable
{
    private const string Prefix = "row/";

    // Sorts before every character of a key, so that one partition's rows follow each other.
    private const char Separator = '\0';
    private const char AfterSeparator = '\u0001';

    // The folder has one owner: reading and writing need not be one operation of the writer.
    private readonly SemaphoreSlim writing = new(1);
    private long lastTag;

    /// <inheritdoc/>
    public ValueTask<StateRow?> FindAsync(string partition, string key, CancellationToken cancellationToken)
    {
        StateRow.CheckKey(partition, key);
        return ValueTask.FromResult(Find(partition, key));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StateRow>> ListAsync(
        string partition, string? after, int limit, CancellationToken cancellationToken)
    {
        StateRow.CheckKey(partition);
        var start = Encoding.UTF8.GetBytes($"{Prefix}{partition}{Separator}");
        var from = after is null ? start : [.. start, .. Encoding.UTF8.GetBytes(after), 0];
        List<StateRow> rows = [];
        using var range = store.Database.Range(Family.State, from, Encoding.UTF8.GetBytes($"{Prefix}{partition}{AfterSeparator}"));
        for (var more = range.ToFirst(); more && rows.Count < limit; more = range.ToNext())
        {
            rows.Add(Row(Encoding.UTF8.GetString(range.Key[start.Length..]), range.Value));
        }

        return ValueTask.FromResult<IReadOnlyList<StateRow>>(rows);
    }

    /// <inheritdoc/>
    public async ValueTask<StateRow?> WriteAsync(
        string partition, string key, ReadOnlyMemory<byte> value, string? tag, CancellationToken cancellationToken)
    {
        StateRow.CheckKey(partition, key);
        StateRow.CheckValue(value);
        await writing.WaitAsync(cancellationToken);
        try
        {
            var current = Find(partition, key);
            if (tag != StateRow.AnyTag && current?.Tag != tag)
            {
                return null;
            }

            var stored = new byte[Keys.NumberLength + value.Length];
            value.Span.CopyTo(stored.AsSpan().Append(NextTag(current)));

            // A write that has started must end before the next one reads.
            await store.Writer.WriteAsync(new PutStateOperation([(KeyOf(partition, key), stored)]), CancellationToken.None);
            return Row(key, stored);
        }
        finally
        {
            writing.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> DeleteAsync(string partition, string key, string tag, CancellationToken cancellationToken)
    {
        StateRow.CheckKey(partition, key);
        await writing.WaitAsync(cancellationToken);
        try
        {
            if (Find(partition, key) is { } current)
            {
                if (tag != StateRow.AnyTag && current.Tag != tag)
                {
                    return false;
                }

                await store.Writer.WriteAsync(new DeleteStateOperation(KeyOf(partition, key)), CancellationToken.None);
            }

            return true;
        }
        finally
        {
            writing.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask RemoveBeforeAsync(string partition, string key, CancellationToken cancellationToken)
    {
        StateRow.CheckKey(partition, key);
        await writing.WaitAsync(cancellationToken);
        try
        {
            var from = Encoding.UTF8.GetBytes($"{Prefix}{partition}{Separator}");
            await store.Writer.WriteAsync(new RemoveStateOperation(from, KeyOf(partition, key)), CancellationToken.None);
        }
        finally
        {
            writing.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => writing.Dispose();

    // At least the time, so that a row that is deleted and written again has a new tag, also in the next process.
    private long NextTag(StateRow? current)
    {
        var replaced = current is null ? 0 : long.Parse(current.Tag, CultureInfo.InvariantCulture);
        return lastTag = Math.Max(store.Time.GetUtcNow().ToUnixTimeMilliseconds(), Math.Max(lastTag, replaced) + 1);
    }

    private StateRow? Find(string partition, string key)
    {
        using var stored = store.Database.Get(Family.State, KeyOf(partition, key));
        return stored.IsFound ? Row(key, stored.Bytes) : null;
    }

    private static StateRow Row(string key, ReadOnlySpan<byte> stored) => new(
        key, stored[Keys.NumberLength..].ToArray(), Keys.Number(stored).ToString(CultureInfo.InvariantCulture));

    private static byte[] KeyOf(string partition, string key) => Encoding.UTF8.GetBytes($"{Prefix}{partition}{Separator}{key}");
}
