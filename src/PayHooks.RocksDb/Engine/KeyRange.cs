using System.Runtime.InteropServices;
using static PayHooks.RocksDb.Engine.NativeMethods;

namespace PayHooks.RocksDb.Engine;

/// <summary>Walks through the keys of a family within bounds, as they were when it was made. For one thread.</summary>
internal sealed unsafe class KeyRange : IDisposable
{
    private readonly DatabaseHandle database;
    private readonly nint options;
    private readonly nint iterator;

    // RocksDB keeps pointers to the bounds.
    private readonly byte* bounds;
    private bool isDisposed;

    /// <param name="database">The database; it stays open as long as this is not disposed.</param>
    /// <param name="family">The family.</param>
    /// <param name="from">The first key; empty for the family's first.</param>
    /// <param name="until">The key behind the last; empty for all.</param>
    public KeyRange(DatabaseHandle database, Family family, ReadOnlySpan<byte> from, ReadOnlySpan<byte> until)
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

        iterator = rocksdb_create_iterator_cf(database.Pointer, options, database[family]);
    }

    /// <summary>The key it is at.</summary>
    public ReadOnlySpan<byte> Key
    {
        get
        {
            nuint length;
            var key = rocksdb_iter_key(iterator, &length);
            return new ReadOnlySpan<byte>(key, checked((int)length));
        }
    }

    /// <summary>The value it is at.</summary>
    public ReadOnlySpan<byte> Value
    {
        get
        {
            nuint length;
            var value = rocksdb_iter_value(iterator, &length);
            return new ReadOnlySpan<byte>(value, checked((int)length));
        }
    }

    /// <summary>Goes to the first key; false when there is none.</summary>
    public bool ToFirst()
    {
        rocksdb_iter_seek_to_first(iterator);
        return IsThere();
    }

    /// <summary>Goes to the last key; false when there is none.</summary>
    public bool ToLast()
    {
        rocksdb_iter_seek_to_last(iterator);
        return IsThere();
    }

    /// <summary>Goes to the last key that is not above this one; false when there is none.</summary>
    public bool ToLast(ReadOnlySpan<byte> atMost)
    {
        fixed (byte* key = atMost)
        {
            rocksdb_iter_seek_for_prev(iterator, key, (nuint)atMost.Length);
        }

        return IsThere();
    }

    /// <summary>Goes to the next key; false when there is none.</summary>
    public bool ToNext()
    {
        rocksdb_iter_next(iterator);
        return IsThere();
    }

    /// <summary>Goes to the key before; false when there is none.</summary>
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

    // An iterator that cannot go on because of an error looks like one at its end.
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
