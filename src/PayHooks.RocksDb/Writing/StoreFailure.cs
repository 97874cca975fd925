namespace PayHooks.RocksDb.Writing;

/// <summary>
/// Remembers that a write or a sync has failed. What the disk holds is then uncertain: nothing is called durable any more, every
/// operation fails, and the process is to stop. The next one recovers to the last batch that was synced.
/// </summary>
internal sealed class StoreFailure(string folder)
{
    private readonly TaskCompletionSource failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile RocksDbStoreException? error;

    /// <summary>What operations fail with; null while all is well.</summary>
    public RocksDbStoreException? Error => error;

    /// <summary>Fails once the store has.</summary>
    public Task Task => failed.Task;

    /// <summary>Reports a failure; the first one counts.</summary>
    public void Report(Exception cause)
    {
        var made = cause as RocksDbStoreException ?? RocksDbStoreException.Failed(folder, cause);
        if (Interlocked.CompareExchange(ref error, made, null) is null)
        {
            failed.SetException(made);
            _ = failed.Task.Exception; // Observed, so that the exception is not reported as unhandled.
        }
    }
}
