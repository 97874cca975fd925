namespace PayHooks.RocksDb.Backup;

/// <summary>Makes a store from a backup. Nothing takes the folder's name before all of it is there, checked and on the disk.</summary>
internal static class StoreRestore
{
    private const string Unfinished = ".restoring";

    /// <summary>Restores a backup into a folder that is empty or does not exist.</summary>
    /// <exception cref="RocksDbStoreException">The folder is not free, or the backup is incomplete or damaged.</exception>
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

    /// <summary>Checks the store in a backup, in a folder beside the file that is removed afterwards.</summary>
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
