using static PayHooks.RocksDb.Engine.NativeMethods;

namespace PayHooks.RocksDb.Engine;

/// <summary>Changes that are written atomically. Not thread-safe; reusable after <see cref="Clear"/>.</summary>
internal sealed unsafe class WriteBatch(DatabaseHandle database) : IDisposable
{
    private nint batch = rocksdb_writebatch_create();

    /// <summary>The native pointer.</summary>
    public nint Pointer => batch;

    /// <summary>The number of changes.</summary>
    public int Count { get; private set; }

    /// <summary>The number of bytes of all keys and values.</summary>
    public long Bytes { get; private set; }

    /// <summary>Sets a value.</summary>
    public void Put(Family family, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        fixed (byte* keyBytes = key, valueBytes = value)
        {
            rocksdb_writebatch_put_cf(batch, database[family], keyBytes, (nuint)key.Length, valueBytes, (nuint)value.Length);
        }

        Counted(key.Length + value.Length);
    }

    /// <summary>Sets a value that consists of two parts.</summary>
    public void Put(Family family, ReadOnlySpan<byte> key, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        fixed (byte* keyBytes = key, firstBytes = first, secondBytes = second)
        {
            var keyLength = (nuint)key.Length;
            var keyPointer = keyBytes;
            var lengths = stackalloc nuint[] { (nuint)first.Length, (nuint)second.Length };
            var parts = stackalloc byte*[] { firstBytes, secondBytes };
            rocksdb_writebatch_putv_cf(batch, database[family], 1, &keyPointer, &keyLength, 2, parts, lengths);
        }

        Counted(key.Length + first.Length + second.Length);
    }

    /// <summary>Removes a key; does nothing if it does not exist.</summary>
    public void Delete(Family family, ReadOnlySpan<byte> key)
    {
        fixed (byte* keyBytes = key)
        {
            rocksdb_writebatch_delete_cf(batch, database[family], keyBytes, (nuint)key.Length);
        }

        Counted(key.Length);
    }

    /// <summary>Removes all keys from one up to another, exclusive.</summary>
    public void DeleteRange(Family family, ReadOnlySpan<byte> from, ReadOnlySpan<byte> until)
    {
        fixed (byte* start = from, end = until)
        {
            rocksdb_writebatch_delete_range_cf(batch, database[family], start, (nuint)from.Length, end, (nuint)until.Length);
        }

        Counted(from.Length + until.Length);
    }

    /// <summary>Discards all changes.</summary>
    public void Clear()
    {
        rocksdb_writebatch_clear(batch);
        (Count, Bytes) = (0, 0);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (batch != 0)
        {
            rocksdb_writebatch_destroy(batch);
            batch = 0;
        }
    }

    private void Counted(int bytes)
    {
        Count++;
        Bytes += bytes;
    }
}
