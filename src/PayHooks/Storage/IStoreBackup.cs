namespace PayHooks.Storage;

/// <summary>A store that supports online backup. The embedded store does; on Azure, use the storage account's features.</summary>
internal interface IStoreBackup
{
    /// <summary>Writes a consistent snapshot of the store as one file.</summary>
    Task WriteAsync(Stream destination, CancellationToken cancellationToken);
}
