using System.Runtime.InteropServices;

namespace PayHooks.RocksDb.Engine;

/// <summary>
/// The functions of RocksDB's C interface that the store calls (<c>include/rocksdb/c.h</c>). Those for its options are in a file of their
/// own. Each <c>error</c> receives a string that the caller frees, or stays null. Object ownership is as documented in that header.
/// </summary>
internal static unsafe partial class NativeMethods
{
    private const string Library = NativeLibraryLoader.Name;

    static NativeMethods() => NativeLibraryLoader.Register();

    // The database.
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint rocksdb_open_column_families(
        nint options, string name, int count, byte** names, nint* familyOptions, nint* families, byte** error);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint rocksdb_open_for_read_only_column_families(
        nint options, string name, int count, byte** names, nint* familyOptions, nint* families, byte errorIfLogExists, byte** error);

    [LibraryImport(Library)]
    internal static partial void rocksdb_compact_range_cf_opt(
        nint database, nint family, nint options, byte* start, nuint startLength, byte* limit, nuint limitLength);

    [LibraryImport(Library)]
    internal static partial nint rocksdb_compactoptions_create();

    [LibraryImport(Library)]
    internal static partial void rocksdb_compactoptions_destroy(nint options);

    [LibraryImport(Library)]
    internal static partial void rocksdb_compactoptions_set_bottommost_level_compaction(nint options, byte value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_compactoptions_set_blob_garbage_collection_policy(nint options, int value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_compactoptions_set_blob_garbage_collection_age_cutoff(nint options, double value);

    [LibraryImport(Library)]
    internal static partial nint rocksdb_flushoptions_create();

    [LibraryImport(Library)]
    internal static partial void rocksdb_flushoptions_destroy(nint options);

    [LibraryImport(Library)]
    internal static partial void rocksdb_flush_cf(nint database, nint options, nint family, byte** error);

    [LibraryImport(Library)]
    internal static partial void rocksdb_verify_file_checksums(nint database, byte** error);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int rocksdb_property_int_cf(nint database, nint family, string name, ulong* value);

    [LibraryImport(Library)]
    internal static partial nint rocksdb_checkpoint_object_create(nint database, byte** error);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void rocksdb_checkpoint_create(nint checkpoint, string folder, ulong logSizeForFlush, byte** error);

    [LibraryImport(Library)]
    internal static partial void rocksdb_checkpoint_object_destroy(nint checkpoint);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial byte** rocksdb_list_column_families(nint options, string name, nuint* count, byte** error);

    [LibraryImport(Library)]
    internal static partial void rocksdb_list_column_families_destroy(byte** list, nuint count);

    [LibraryImport(Library)]
    internal static partial void rocksdb_close(nint database);

    [LibraryImport(Library)]
    internal static partial void rocksdb_column_family_handle_destroy(nint family);

    [LibraryImport(Library)]
    internal static partial void rocksdb_free(void* memory);

    // Writing.
    [LibraryImport(Library)]
    internal static partial void rocksdb_write(nint database, nint writeOptions, nint batch, byte** error);

    [LibraryImport(Library)]
    internal static partial void rocksdb_flush_wal(nint database, byte sync, byte** error);

    [LibraryImport(Library)]
    internal static partial void rocksdb_delete_file_in_range_cf(
        nint database, nint family, byte* start, nuint startLength, byte* limit, nuint limitLength, byte** error);

    [LibraryImport(Library)]
    internal static partial nint rocksdb_writeoptions_create();

    [LibraryImport(Library)]
    internal static partial void rocksdb_writeoptions_destroy(nint options);

    [LibraryImport(Library)]
    internal static partial nint rocksdb_writebatch_create();

    [LibraryImport(Library)]
    internal static partial void rocksdb_writebatch_destroy(nint batch);

    [LibraryImport(Library)]
    internal static partial void rocksdb_writebatch_clear(nint batch);

    [LibraryImport(Library)]
    internal static partial void rocksdb_writebatch_put_cf(
        nint batch, nint family, byte* key, nuint keyLength, byte* value, nuint valueLength);

    [LibraryImport(Library)]
    internal static partial void rocksdb_writebatch_putv_cf(
        nint batch, nint family, int keys, byte** key, nuint* keyLengths, int values, byte** value, nuint* valueLengths);

    [LibraryImport(Library)]
    internal static partial void rocksdb_writebatch_delete_cf(nint batch, nint family, byte* key, nuint keyLength);

    [LibraryImport(Library)]
    internal static partial void rocksdb_writebatch_delete_range_cf(
        nint batch, nint family, byte* start, nuint startLength, byte* end, nuint endLength);

    // Reading.
    [LibraryImport(Library)]
    internal static partial nint rocksdb_readoptions_create();

    [LibraryImport(Library)]
    internal static partial void rocksdb_readoptions_destroy(nint options);

    [LibraryImport(Library)]
    internal static partial void rocksdb_readoptions_set_iterate_lower_bound(nint options, byte* key, nuint length);

    [LibraryImport(Library)]
    internal static partial void rocksdb_readoptions_set_iterate_upper_bound(nint options, byte* key, nuint length);

    [LibraryImport(Library)]
    internal static partial nint rocksdb_get_pinned_cf(
        nint database, nint readOptions, nint family, byte* key, nuint keyLength, byte** error);

    [LibraryImport(Library)]
    internal static partial byte* rocksdb_pinnableslice_value(nint slice, nuint* length);

    [LibraryImport(Library)]
    internal static partial void rocksdb_pinnableslice_destroy(nint slice);

    [LibraryImport(Library)]
    internal static partial nint rocksdb_create_iterator_cf(nint database, nint readOptions, nint family);

    [LibraryImport(Library)]
    internal static partial void rocksdb_iter_destroy(nint iterator);

    [LibraryImport(Library)]
    internal static partial byte rocksdb_iter_valid(nint iterator);

    [LibraryImport(Library)]
    internal static partial void rocksdb_iter_seek_to_first(nint iterator);

    [LibraryImport(Library)]
    internal static partial void rocksdb_iter_seek_to_last(nint iterator);

    [LibraryImport(Library)]
    internal static partial void rocksdb_iter_seek(nint iterator, byte* key, nuint length);

    [LibraryImport(Library)]
    internal static partial void rocksdb_iter_seek_for_prev(nint iterator, byte* key, nuint length);

    [LibraryImport(Library)]
    internal static partial void rocksdb_iter_next(nint iterator);

    [LibraryImport(Library)]
    internal static partial void rocksdb_iter_prev(nint iterator);

    [LibraryImport(Library)]
    internal static partial byte* rocksdb_iter_key(nint iterator, nuint* length);

    [LibraryImport(Library)]
    internal static partial byte* rocksdb_iter_value(nint iterator, nuint* length);

    [LibraryImport(Library)]
    internal static partial void rocksdb_iter_get_error(nint iterator, byte** error);

    // Snapshots.
    [LibraryImport(Library)]
    internal static partial nint rocksdb_create_snapshot(nint database);

    [LibraryImport(Library)]
    internal static partial void rocksdb_release_snapshot(nint database, nint snapshot);

    [LibraryImport(Library)]
    internal static partial void rocksdb_readoptions_set_snapshot(nint options, nint snapshot);
}
