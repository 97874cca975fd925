using static PayHooks.RocksDb.Engine.NativeMethods;

namespace PayHooks.RocksDb.Engine;

/// <summary>RocksDB's configuration. Options not set here have their defaults.</summary>
internal sealed class DatabaseOptions : IDisposable
{
    // Memory: one write-buffer budget and one cache budget, shared by all families.
    private const int WriteBufferBytes = 48 * 1024 * 1024;
    private const int BlockCacheBytes = 32 * 1024 * 1024;

    // Bodies fill their buffer fastest; two of them (one is written to disk meanwhile) leave room for the other families.
    private const int BodyBufferBytes = 16 * 1024 * 1024;

    // The log is replayed at start; this much takes a few hundred milliseconds.
    private const ulong MostLogBytes = 64 * 1024 * 1024;

    // Compaction copies the contents of tables, but not of blob files.
    private const ulong SmallestBlob = 16 * 1024;

    private const int TolerateCorruptedTailRecords = 0;
    private const int PointInTimeRecovery = 2;

    // rocksdb::BlockBasedTableOptions::IndexType (include/rocksdb/table.h).
    private const int TwoLevelIndex = 2;

    private const int NoCompression = 0;
    private const int Lz4 = 4;
    private const int Warnings = 2;

    // A false-positive rate of one percent.
    private const double FilterBitsPerKey = 10;

    private readonly nint cache = rocksdb_cache_create_lru(BlockCacheBytes);
    private readonly nint writeBuffers = rocksdb_write_buffer_manager_create(WriteBufferBytes, allowStall: 0);
    private readonly nint fileChecksums = rocksdb_file_checksum_gen_crc32c_factory_create();
    private readonly nint[] families;

    /// <param name="create">Whether to create what is missing.</param>
    /// <param name="logEnd">Which damage to tolerate at the end of the log.</param>
    public DatabaseOptions(bool create, LogEnd logEnd)
    {
        Database = rocksdb_options_create();
        rocksdb_options_set_create_if_missing(Database, create ? (byte)1 : (byte)0);
        rocksdb_options_set_create_missing_column_families(Database, create ? (byte)1 : (byte)0);
        rocksdb_options_set_wal_recovery_mode(Database, logEnd == LogEnd.MayBeDamaged ? PointInTimeRecovery : TolerateCorruptedTailRecords);
        rocksdb_options_set_track_and_verify_wals(Database, logEnd == LogEnd.MayBeMissing ? (byte)0 : (byte)1);
        rocksdb_options_set_max_total_wal_size(Database, MostLogBytes);
        rocksdb_options_set_write_buffer_manager(Database, writeBuffers);
        rocksdb_options_set_file_checksum_gen_factory(Database, fileChecksums);
        rocksdb_options_set_max_background_jobs(Database, 2);
        rocksdb_options_set_info_log_level(Database, Warnings);
        rocksdb_options_set_keep_log_file_num(Database, 3);
        rocksdb_options_set_max_log_file_size(Database, 1024 * 1024);
        rocksdb_options_set_stats_dump_period_sec(Database, 0);
        rocksdb_options_set_stats_persist_period_sec(Database, 0);
        families = [.. Enum.GetValues<Family>().Select(OfFamily)];
    }

    /// <summary>The options of the database.</summary>
    public nint Database { get; }

    /// <summary>The options of each family, in the order of <see cref="Family"/>.</summary>
    public ReadOnlySpan<nint> Families => families;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var options in families)
        {
            rocksdb_options_destroy(options);
        }

        rocksdb_options_destroy(Database);
        rocksdb_file_checksum_gen_factory_destroy(fileChecksums);
        rocksdb_write_buffer_manager_destroy(writeBuffers);
        rocksdb_cache_destroy(cache);
    }

    private nint OfFamily(Family family)
    {
        var options = rocksdb_options_create();

        // Messages and their index are usually deleted before they would be compressed.
        rocksdb_options_set_compression(options, family is Family.Queue ? NoCompression : Lz4);
        if (family == Family.Bodies)
        {
            rocksdb_options_set_enable_blob_files(options, 1);
            rocksdb_options_set_min_blob_size(options, SmallestBlob);
            rocksdb_options_set_blob_compression_type(options, Lz4);
            rocksdb_options_set_enable_blob_gc(options, 1);
            rocksdb_options_set_write_buffer_size(options, BodyBufferBytes);
        }

        var tables = rocksdb_block_based_options_create();
        rocksdb_block_based_options_set_block_cache(tables, cache);
        rocksdb_block_based_options_set_cache_index_and_filter_blocks(tables, 1);
        rocksdb_block_based_options_set_pin_l0_filter_and_index_blocks_in_cache(tables, 1);

        // An index of one part takes half a megabyte in a large table, so that scattered reads would load little else into the cache.
        rocksdb_block_based_options_set_index_type(tables, TwoLevelIndex);
        if (family is Family.Ids or Family.Subjects or Family.References)
        {
            // Most keys are new, so nearly every look-up finds nothing.
            rocksdb_block_based_options_set_filter_policy(tables, rocksdb_filterpolicy_create_bloom_full(FilterBitsPerKey));
            rocksdb_options_set_memtable_prefix_bloom_size_ratio(options, 0.1);
            rocksdb_options_set_memtable_whole_key_filtering(options, 1);
        }

        rocksdb_options_set_block_based_table_factory(options, tables);
        rocksdb_block_based_options_destroy(tables);
        return options;
    }
}

/// <summary>Damage to the log that is tolerated when it is read.</summary>
internal enum LogEnd
{
    /// <summary>The last record may be truncated, as after a killed process. Any other damage is an error.</summary>
    MayBeCutOff,

    /// <summary>
    /// Everything after the first damage is ignored, as after a power failure. The caller must check whether it was acknowledged.
    /// </summary>
    MayBeDamaged,

    /// <summary>The log may be missing: the power failed before its name was on disk.</summary>
    MayBeMissing,
}
