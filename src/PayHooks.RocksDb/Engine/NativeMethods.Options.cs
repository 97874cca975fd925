using System.Runtime.InteropServices;

namespace PayHooks.RocksDb.Engine;

/// <summary>The functions for the options of a database and of its families.</summary>
internal static partial class NativeMethods
{
    // Options of the database.
    [LibraryImport(Library)]
    internal static partial nint rocksdb_options_create();

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_destroy(nint options);

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_create_if_missing(nint options, byte value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_create_missing_column_families(nint options, byte value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_info_log_level(nint options, int value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_keep_log_file_num(nint options, nuint value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_max_log_file_size(nint options, nuint value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_max_total_wal_size(nint options, ulong value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_wal_recovery_mode(nint options, int value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_track_and_verify_wals(nint options, byte value);

    [LibraryImport(Library)]
    internal static partial nint rocksdb_file_checksum_gen_crc32c_factory_create();

    [LibraryImport(Library)]
    internal static partial void rocksdb_file_checksum_gen_factory_destroy(nint factory);

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_file_checksum_gen_factory(nint options, nint factory);

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_max_background_jobs(nint options, int value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_stats_dump_period_sec(nint options, uint value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_stats_persist_period_sec(nint options, uint value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_write_buffer_manager(nint options, nint manager);

    // Options of a family.
    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_write_buffer_size(nint options, nuint value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_compression(nint options, int value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_memtable_prefix_bloom_size_ratio(nint options, double value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_memtable_whole_key_filtering(nint options, byte value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_enable_blob_files(nint options, byte value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_min_blob_size(nint options, ulong value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_blob_compression_type(nint options, int value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_enable_blob_gc(nint options, byte value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_block_based_table_factory(nint options, nint tableOptions);

    [LibraryImport(Library)]
    internal static partial nint rocksdb_block_based_options_create();

    [LibraryImport(Library)]
    internal static partial void rocksdb_block_based_options_destroy(nint options);

    [LibraryImport(Library)]
    internal static partial void rocksdb_block_based_options_set_block_cache(nint options, nint cache);

    [LibraryImport(Library)]
    internal static partial void rocksdb_block_based_options_set_cache_index_and_filter_blocks(nint options, byte value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_block_based_options_set_index_type(nint options, int type);

    [LibraryImport(Library)]
    internal static partial void rocksdb_block_based_options_set_pin_l0_filter_and_index_blocks_in_cache(nint options, byte value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_block_based_options_set_filter_policy(nint options, nint policy);

    [LibraryImport(Library)]
    internal static partial nint rocksdb_filterpolicy_create_bloom_full(double bitsPerKey);

    [LibraryImport(Library)]
    internal static partial nint rocksdb_cache_create_lru(nuint capacity);

    [LibraryImport(Library)]
    internal static partial void rocksdb_cache_destroy(nint cache);

    [LibraryImport(Library)]
    internal static partial nint rocksdb_write_buffer_manager_create(nuint size, byte allowStall);

    [LibraryImport(Library)]
    internal static partial void rocksdb_write_buffer_manager_destroy(nint manager);
}
