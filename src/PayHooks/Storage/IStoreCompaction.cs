namespace PayHooks.Storage;

/// <summary>
/// A store whose files contain erased data until they are compacted, which can be requested. On Azure, an erased body is deleted
/// immediately.
/// </summary>
internal interface IStoreCompaction
{
    /// <summary>Compacts the files that contain an erased event.</summary>
    Task CompactEventAsync(string id, CancellationToken cancellationToken);

    /// <summary>Compacts the files that contain payments.</summary>
    Task CompactPaymentsAsync(CancellationToken cancellationToken);
}
