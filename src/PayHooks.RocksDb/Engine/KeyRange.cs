using System.Runtime.InteropServices;
using static PayHooks.RocksDb.Engine.NativeMethods;

namespace PayHooks.RocksDb.Engine;

/// <summary>Iterates over the keys of a family within bounds, as of its creation. Not thread-safe.</summary>
internal sealed unsafe class KeyRange : IDisposable
{
    private readonly DatabaseHandle database;
    private readonly nint options;
    private readonly nint iterator;

    // RocksDB keeps pointers to the bounds.
    private readonly byte* bounds;
    private bool isDisposed;

    /// <param name="database">The database; it stays open until this object is disposed.</param>
    /// <param name="family">The family.</param>
    /// <param name="from">The first key; empty for the first key of the family.</param>
    /// <param name="until">The end, exclusive; empty for the end of the family.</param>
    /// <param name="snapshot">What the range shows, and must outlive it; null for the present content.</param>
    public KeyRange(DatabaseHandle database, Family family, ReadOnlySpan<byte> from, ReadOnlySpan<byte> until, Snapshot? snapshot)
    {
        var added = false;
        database.DangerousAddRef(ref added);
        this.database = database;
        bounds = (byte*)NativeMemory.Alloc((nuint)(from.Length + until.Length + 1));
        from.CopyTo(new Span<byte>(bounds, from.Length));
        until.CopyTo(new Span<byte>(bounds + from.Length, until.Length));
        options = rocksdb_readoptions_create();
        if (!from.IsEmpty)
        {
            rocksdb_readoptions_set_iterate_lower_bound(options, bounds, (nuint)from.Length);
        }

        if (!until.IsEmpty)
        {
            rocksdb_readoptions_set_iterate_upper_bound(options, bounds + from.Length, (nuint)until.Length);
        }

        if (snapshot is not null)
        {
            rocksdb_readoptions_set_snapshot(options, snapshot.Pointer);
        }

        iterator = rocksdb_create_iterator_cf(database.Pointer, options, database[family]);
    }

    /// <summary>The current key.</summary>
    public ReadOnlySpan<byte> Key
    {
        get
        {
            nuint length;
            var key = rocksdb_iter_key(iterator, &length);
            return new ReadOnlySpan<byte>(key, checked((int)length));
        }
    }

    /// <summary>The current value.</summary>
    public ReadOnlySpan<byte> Value
    {
        get
        {
            nuint length;
            var value = rocksdb_iter_value(iterator, &length);
            return new ReadOnlySpan<byte>(value, checked((int)length));
        }
    }

    /// <summary>Moves to the first key; false if there is none.</summary>
    public bool ToFirst()
    {
        rocksdb_iter_seek_to_first(iterator);
        return IsThere();
    }

    /// <summary>Moves to the last key; false if there is none.</summary>
    public bool ToLast()
    {
        rocksdb_iter_seek_to_last(iterator);
        return IsThere();
    }

    /// <summary>Moves to the last key at or before the given one; false if there is none.</summary>
    public bool ToLast(ReadOnlySpan<byte> atMost)
    {
        fixed (byte* key = atMost)
        {
            rocksdb_iter_seek_for_prev(iterator, key, (nuint)atMost.Length);
        }

        return IsThere();
    }

    /// <summary>Moves to the next key; false if there is none.</summary>
    public bool ToNext()
    {
        rocksdb_iter_next(iterator);
        return IsThere();
    }

    /// <summary>Moves to the previous key; false if there is none.</summary>
    public bool ToPrevious()
    {
        rocksdb_iter_prev(iterator);
        return IsThere();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!isDisposed)
        {
            isDisposed = true;
            rocksdb_iter_destroy(iterator);
            rocksdb_readoptions_destroy(options);
            NativeMemory.Free(bounds);
            database.DangerousRelease();
        }
    }

    // An iterator that stops because of an error looks like one at its end.
    private bool IsThere()
    {
        if (rocksdb_iter_valid(iterator) != 0)
        {
            return true;
        }

        byte* error = null;
        rocksdb_iter_get_error(iterator, &error);
        EngineException.ThrowIf(error);
        return false;
    }
}
