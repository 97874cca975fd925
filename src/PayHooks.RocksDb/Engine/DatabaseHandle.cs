using Microsoft.Win32.SafeHandles;
using static PayHooks.RocksDb.Engine.NativeMethods;

namespace PayHooks.RocksDb.Engine;

/// <summary>
/// An open database. Code that uses it, or memory that belongs to it, holds a reference meanwhile: RocksDB does not survive a use
/// after its end.
/// </summary>
internal sealed class DatabaseHandle(nint database, nint[] families, DatabaseOptions options)
    : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    /// <summary>Made with the database, so that it has the handle from the start.</summary>
    public static DatabaseHandle Of(nint database, nint[] families, DatabaseOptions options)
    {
        var made = new DatabaseHandle(database, families, options);
        made.SetHandle(database);
        return made;
    }

    /// <summary>The pointer. The caller holds a reference.</summary>
    public nint Pointer => database;

    /// <summary>A family's pointer. The caller holds a reference.</summary>
    public nint this[Family family] => families[(int)family];

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        foreach (var family in families)
        {
            rocksdb_column_family_handle_destroy(family);
        }

        rocksdb_close(database);
        options.Dispose();
        return true;
    }

    /// <summary>Holds a reference until it is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The database is closed.</exception>
    public Hold Use() => new(this);

    /// <summary>A reference.</summary>
    public readonly ref struct Hold
    {
        private readonly DatabaseHandle handle;

        public Hold(DatabaseHandle handle)
        {
            this.handle = handle;
            var added = false;
            handle.DangerousAddRef(ref added);
        }

        /// <summary>Gives the reference back.</summary>
        public void Dispose() => handle.DangerousRelease();
    }
}
