using PayHooks.RocksDb.Engine;
using PayHooks.Storage;

namespace PayHooks.RocksDb.Backup;

/// <summary>Backs up a store while it is in use: a checkpoint, made of links instead of copies, packed into one file.</summary>
internal sealed class StoreBackup(RocksDbStore store) : IStoreBackup, IDisposable
{
    // Next to the tables, because links cannot cross disks.
    private const string FolderPrefix = "backup-";

    private readonly SemaphoreSlim turn = new(1, 1);

    /// <inheritdoc/>
    public async Task WriteAsync(Stream destination, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            await WriteAsync(store.Database, store.Folder, destination, cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Backs up a folder that no server is using.</summary>
    /// <exception cref="RocksDbStoreException">The folder is not a store, is in use, or cannot be opened.</exception>
    public static async Task WriteAsync(string folder, Stream destination, CancellationToken cancellationToken)
    {
        folder = CanonicalPath.Of(folder);
        StoreFolder.CheckExisting(folder);
        try
        {
            using var database = Database.Open(folder);
            StoreFolder.CheckFormat(database, folder, create: false);
            await WriteAsync(database, folder, destination, cancellationToken);
        }
        catch (EngineException e)
        {
            throw RocksDbStoreException.CannotOpen(folder, e);
        }
    }

    /// <summary>Removes the leftovers of a process that was killed during a backup.</summary>
    public static void RemoveLeftovers(string folder)
    {
        foreach (var left in Directory.GetDirectories(folder, FolderPrefix + "*"))
        {
            Directory.Delete(left, recursive: true);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => turn.Dispose();

    private static async Task WriteAsync(Database database, string folder, Stream destination, CancellationToken cancellationToken)
    {
        var checkpoint = Path.Combine(folder, $"{FolderPrefix}{Guid.NewGuid():N}");
        try
        {
            // Creating the checkpoint may wait for the disk.
            await Task.Run(() => database.CreateCheckpoint(checkpoint), cancellationToken);
            await BackupArchive.WriteAsync(checkpoint, destination, cancellationToken);
        }
        finally
        {
            if (Directory.Exists(checkpoint))
            {
                Directory.Delete(checkpoint, recursive: true);
            }
        }
    }
}
