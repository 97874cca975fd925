using Microsoft.Win32.SafeHandles;
using static PayHooks.RocksDb.Engine.NativeMethods;

namespace PayHooks.RocksDb.Engine;

/// <summary>
/// An open database. Code that uses the database or its memory holds a reference meanwhile, because using RocksDB after it is closed
/// crashes the process.
/// </summary>
internal sealed class DatabaseHandle(nint database, nint[] families, DatabaseOptions options)
    : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    /// <summary>Creates the handle of an open database.</summary>
    public static DatabaseHandle Of(nint database, nint[] families, DatabaseOptions options)
    {
        var made = new DatabaseHandle(database, families, options);
        made.SetHandle(database);
        return made;
    }

    /// <summary>The native pointer. The caller must hold a reference.</summary>
    public nint Pointer => database;

    /// <summary>Returns a family's native pointer. The caller must hold a reference.</summary>
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

    /// <summary>Adds a reference, which is held until it is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The database is closed.</exception>
    public Hold Use() => new(this);

    /// <summary>A reference to the database.</summary>
    public readonly ref struct Hold
    {
        private readonly DatabaseHandle handle;

        public Hold(DatabaseHandle handle)
        {
            this.handle = handle;
            var added = false;
            handle.DangerousAddRef(ref added);
        }

        /// <summary>Releases the reference.</summary>
        public void Dispose() => handle.DangerousRelease();
    }
}
