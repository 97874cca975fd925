using static PayHooks.RocksDb.Engine.NativeMethods;

namespace PayHooks.RocksDb.Engine;

/// <summary>The content of a database at one moment.</summary>
internal sealed class Snapshot : IDisposable
{
    private readonly DatabaseHandle database;
    private nint pointer;

    /// <param name="database">The database; it stays open until this object is disposed.</param>
    public Snapshot(DatabaseHandle database)
    {
        var added = false;
        database.DangerousAddRef(ref added);
        this.database = database;
        pointer = rocksdb_create_snapshot(database.Pointer);
    }

    /// <summary>The native snapshot.</summary>
    public nint Pointer => pointer;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (pointer != 0)
        {
            rocksdb_release_snapshot(database.Pointer, pointer);
            pointer = 0;
            database.DangerousRelease();
        }
    }
}
