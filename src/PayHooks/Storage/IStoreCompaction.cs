namespace PayHooks.Storage;

/// <summary>
/// A store whose files keep erased data until they are rewritten, which can be requested. On Azure, an erased body is deleted immediately.
/// </summary>
internal interface IStoreCompaction
{
    /// <summary>Rewrites the files without erased data. Takes minutes for a large store.</summary>
    Task CompactAsync(CancellationToken cancellationToken);
}
