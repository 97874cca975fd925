namespace PayHooks.RocksDb.Backup;

/// <summary>Creates a store from a backup. The folder gets its final name only when all files are complete, verified and synced.</summary>
internal static class StoreRestore
{
    private const string Unfinished = ".restoring";

    /// <summary>Restores a backup into a folder that is empty or does not exist.</summary>
    /// <exception cref="RocksDbStoreException">The folder is not empty, or the backup is incomplete or damaged.</exception>
    public static async Task<StoreCheckReport> RunAsync(string file, string folder, CancellationToken cancellationToken)
    {
        folder = CanonicalPath.Of(folder);
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
        {
            throw new RocksDbStoreException(
                $"{Path.GetFileName(folder)} exists already. Name a folder that does not, or move that one away.");
        }

        var unfinished = folder + Unfinished;
        try
        {
            var report = await ExtractAsync(file, unfinished, cancellationToken);
            if (!report.IsIntact)
            {
                throw new RocksDbStoreException($"The store in {Path.GetFileName(file)} is damaged: {report.Problems[0]}");
            }

            if (Directory.Exists(folder))
            {
                Directory.Delete(folder);
            }

            Directory.Move(unfinished, folder);
            return report;
        }
        finally
        {
            Remove(unfinished);
        }
    }

    /// <summary>Checks the store in a backup by unpacking it to a temporary folder next to the file.</summary>
    /// <exception cref="RocksDbStoreException">The backup is incomplete or damaged.</exception>
    public static async Task<StoreCheckReport> CheckAsync(string file, CancellationToken cancellationToken)
    {
        var unfinished = Path.GetFullPath(file) + Unfinished;
        try
        {
            return await ExtractAsync(file, unfinished, cancellationToken);
        }
        finally
        {
            Remove(unfinished);
        }
    }

    private static async Task<StoreCheckReport> ExtractAsync(string file, string folder, CancellationToken cancellationToken)
    {
        Remove(folder);
        StoreFolder.Create(folder);
        await BackupArchive.ExtractAsync(file, folder, cancellationToken);
        return StoreCheck.Run(folder);
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
