using static PayHooks.RocksDb.Engine.NativeMethods;

namespace PayHooks.RocksDb.Engine;

/// <summary>A value in RocksDB's memory, valid until disposed.</summary>
internal readonly unsafe ref struct PinnedValue
{
    private readonly DatabaseHandle database;
    private readonly nint slice;

    /// <summary>Takes ownership of the slice and of a reference to its database.</summary>
    public PinnedValue(DatabaseHandle database, nint slice)
    {
        this.database = database;
        this.slice = slice;
        if (slice != 0)
        {
            nuint length;
            var bytes = rocksdb_pinnableslice_value(slice, &length);
            Bytes = new ReadOnlySpan<byte>(bytes, checked((int)length));
        }
    }

    /// <summary>Whether the key has a value.</summary>
    public bool IsFound => slice != 0;

    /// <summary>The value; empty if there is none.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>Releases the memory.</summary>
    public void Dispose()
    {
        if (slice != 0)
        {
            rocksdb_pinnableslice_destroy(slice);
        }

        database.DangerousRelease();
    }
}
