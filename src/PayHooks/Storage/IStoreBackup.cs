namespace PayHooks.Storage;

/// <summary>A store that can copy itself while it is in use. The embedded one does; on Azure the account's own means apply.</summary>
internal interface IStoreBackup
{
    /// <summary>Writes the store, as it is at one moment, as one file.</summary>
    Task WriteAsync(Stream destination, CancellationToken cancellationToken);
}
