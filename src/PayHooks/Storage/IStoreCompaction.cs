namespace PayHooks.Storage;

/// <summary>
/// A store whose files hold what was erased until they are written again, which can be asked for. On Azure an erased body is gone at once.
/// </summary>
internal interface IStoreCompaction
{
    /// <summary>Writes the files again that hold an erased event.</summary>
    Task CompactEventAsync(string id, CancellationToken cancellationToken);

    /// <summary>Writes the files again that hold payments.</summary>
    Task CompactPaymentsAsync(CancellationToken cancellationToken);
}
