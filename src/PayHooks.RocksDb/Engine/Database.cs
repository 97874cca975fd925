using System.Runtime.InteropServices;
using static PayHooks.RocksDb.Engine.NativeMethods;

namespace PayHooks.RocksDb.Engine;

/// <summary>A RocksDB database with the store's families. Any thread can read.</summary>
internal sealed unsafe class Database : IDisposable
{
    // rocksdb::BottommostLevelCompaction and rocksdb::BlobGarbageCollectionPolicy (include/rocksdb/options.h).
    private const byte ForceBottommost = 2;
    private const int ForceBlobCollection = 0;

    private readonly DatabaseHandle handle;
    private readonly nint reading = rocksdb_readoptions_create();
    private readonly nint writing = rocksdb_writeoptions_create();

    private Database(DatabaseHandle handle) => this.handle = handle;

    /// <summary>Opens a database, creating it if it does not exist.</summary>
    /// <exception cref="EngineException">The database cannot be opened.</exception>
    public static Database Open(string folder, LogEnd logEnd = LogEnd.MayBeCutOff) => Open(folder, logEnd, readOnly: false);

    /// <summary>Opens an existing database without a lock and without changing any data; RocksDB only adds to its info log.</summary>
    /// <exception cref="EngineException">The database cannot be opened.</exception>
    public static Database OpenReadOnly(string folder, LogEnd logEnd = LogEnd.MayBeCutOff) => Open(folder, logEnd, readOnly: true);

    /// <summary>Lists the families of an existing database.</summary>
    /// <exception cref="EngineException">There is no database.</exception>
    public static IReadOnlyList<string> FamiliesOf(string folder)
    {
        var options = rocksdb_options_create();
        try
        {
            nuint count;
            byte* error = null;
            var list = rocksdb_list_column_families(options, folder, &count, &error);
            EngineException.ThrowIf(error);
            var names = new string[count];
            for (var i = 0; i < names.Length; i++)
            {
                names[i] = Marshal.PtrToStringUTF8((nint)list[i])!;
            }

            rocksdb_list_column_families_destroy(list, count);
            return names;
        }
        finally
        {
            rocksdb_options_destroy(options);
        }
    }

    /// <summary>Gets the value of a key.</summary>
    public PinnedValue Get(Family family, ReadOnlySpan<byte> key)
    {
        var added = false;
        handle.DangerousAddRef(ref added);
        byte* error = null;
        nint slice;
        fixed (byte* keyBytes = key)
        {
            slice = rocksdb_get_pinned_cf(handle.Pointer, reading, handle[family], keyBytes, (nuint)key.Length, &error);
        }

        if (error is not null)
        {
            handle.DangerousRelease();
            EngineException.ThrowIf(error);
        }

        return new PinnedValue(handle, slice);
    }

    /// <summary>Whether a key has a value.</summary>
    public bool Contains(Family family, ReadOnlySpan<byte> key)
    {
        using var value = Get(family, key);
        return value.IsFound;
    }

    /// <summary>Returns the keys of a family from one key up to another, exclusive; empty bounds include all keys.</summary>
    public KeyRange Range(Family family, ReadOnlySpan<byte> from = default, ReadOnlySpan<byte> until = default) =>
        new(handle, family, from, until, snapshot: null);

    /// <summary>Returns the keys of a family as of a snapshot, so that several ranges show one moment.</summary>
    public KeyRange Range(Family family, ReadOnlySpan<byte> from, ReadOnlySpan<byte> until, Snapshot snapshot) =>
        new(handle, family, from, until, snapshot);

    /// <summary>Creates a snapshot of the present content. RocksDB keeps what it shows until it is disposed.</summary>
    public Snapshot Snapshot() => new(handle);

    /// <summary>Creates a batch for this database.</summary>
    public WriteBatch NewBatch() => new(handle);

    /// <summary>Writes a batch, starting with the write-ahead log. It is durable after the next <see cref="Sync"/>.</summary>
    /// <exception cref="EngineException">The batch was not written.</exception>
    public void Write(WriteBatch batch)
    {
        using var hold = handle.Use();
        byte* error = null;
        rocksdb_write(handle.Pointer, writing, batch.Pointer, &error);
        EngineException.ThrowIf(error);
    }

    /// <summary>Syncs everything written before the call to disk. Batches can be written meanwhile.</summary>
    /// <exception cref="EngineException">The sync failed.</exception>
    public void Sync()
    {
        using var hold = handle.Use();
        byte* error = null;
        rocksdb_flush_wal(handle.Pointer, sync: 1, &error);
        EngineException.ThrowIf(error);
    }

    /// <summary>
    /// Drops files that contain only keys in a range, without reading them. Deletions recorded in these files are lost, so the range must
    /// first be removed with <see cref="WriteBatch.DeleteRange"/>.
    /// </summary>
    /// <param name="family">The family.</param>
    /// <param name="from">The first key.</param>
    /// <param name="to">The last key, inclusive.</param>
    public void DropFiles(Family family, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        using var hold = handle.Use();
        byte* error = null;
        fixed (byte* start = from, limit = to)
        {
            rocksdb_delete_file_in_range_cf(handle.Pointer, handle[family], start, (nuint)from.Length, limit, (nuint)to.Length, &error);
        }

        EngineException.ThrowIf(error);
    }

    /// <summary>Flushes the memtables to tables. The write-ahead log for them is then deleted.</summary>
    /// <exception cref="EngineException">The flush failed.</exception>
    public void Flush()
    {
        using var hold = handle.Use();
        var options = rocksdb_flushoptions_create();
        byte* error = null;
        for (var family = 0; family < FamilyNames.All.Count && error is null; family++)
        {
            rocksdb_flush_cf(handle.Pointer, options, handle[(Family)family], &error);
        }

        rocksdb_flushoptions_destroy(options);
        EngineException.ThrowIf(error);
    }

    /// <summary>Rewrites the files of a family without deleted or replaced values.</summary>
    public void Compact(Family family)
    {
        using var hold = handle.Use();
        var options = rocksdb_compactoptions_create();
        rocksdb_compactoptions_set_bottommost_level_compaction(options, ForceBottommost);
        rocksdb_compactoptions_set_blob_garbage_collection_policy(options, ForceBlobCollection);
        rocksdb_compactoptions_set_blob_garbage_collection_age_cutoff(options, 1);
        rocksdb_compact_range_cf_opt(handle.Pointer, handle[family], options, null, 0, null, 0);
        rocksdb_compactoptions_destroy(options);
    }

    /// <summary>Returns the approximate number of keys in a family.</summary>
    public long EstimateKeys(Family family)
    {
        using var hold = handle.Use();
        ulong value;
        return rocksdb_property_int_cf(handle.Pointer, handle[family], "rocksdb.estimate-num-keys", &value) == 0 ? (long)value : 0;
    }

    /// <summary>Reads every table and blob file and verifies its checksums.</summary>
    /// <exception cref="EngineException">A file is damaged; the message names it.</exception>
    public void VerifyFiles()
    {
        using var hold = handle.Use();
        byte* error = null;
        rocksdb_verify_file_checksums(handle.Pointer, &error);
        EngineException.ThrowIf(error);
    }

    /// <summary>
    /// Creates a checkpoint of the database in a new folder on the same disk; tables are linked, not copied.
    /// </summary>
    /// <exception cref="EngineException">The checkpoint cannot be created.</exception>
    public void CreateCheckpoint(string folder)
    {
        using var hold = handle.Use();
        byte* error = null;
        var checkpoint = rocksdb_checkpoint_object_create(handle.Pointer, &error);
        EngineException.ThrowIf(error);

        // The log is copied whatever its size, because flushing it to tables first would delay deliveries.
        rocksdb_checkpoint_create(checkpoint, folder, ulong.MaxValue, &error);
        rocksdb_checkpoint_object_destroy(checkpoint);
        EngineException.ThrowIf(error);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!handle.IsClosed)
        {
            handle.Dispose();
            rocksdb_readoptions_destroy(reading);
            rocksdb_writeoptions_destroy(writing);
        }
    }

    private static Database Open(string folder, LogEnd logEnd, bool readOnly)
    {
        var options = new DatabaseOptions(create: !readOnly, logEnd);
        var names = FamilyNames.All.Select(Marshal.StringToCoTaskMemUTF8).ToArray();
        var families = new nint[names.Length];
        byte* error = null;
        nint database;
        fixed (nint* namePointers = names, familyOptions = options.Families, familyPointers = families)
        {
            database = readOnly
                ? rocksdb_open_for_read_only_column_families(
                    options.Database, folder, names.Length, (byte**)namePointers, familyOptions, familyPointers, 0, &error)
                : rocksdb_open_column_families(
                    options.Database, folder, names.Length, (byte**)namePointers, familyOptions, familyPointers, &error);
        }

        Array.ForEach(names, Marshal.FreeCoTaskMem);
        if (error is not null)
        {
            options.Dispose();
            EngineException.ThrowIf(error);
        }

        return new Database(DatabaseHandle.Of(database, families, options));
    }
}
