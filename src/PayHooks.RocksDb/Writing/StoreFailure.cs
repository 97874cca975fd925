namespace PayHooks.RocksDb.Writing;

/// <summary>
/// Records that a write or a sync has failed. The state on disk is then uncertain: nothing more is acknowledged, every operation fails, and
/// the process should stop. The next process recovers up to the last synced batch.
/// </summary>
internal sealed class StoreFailure(string folder)
{
    private readonly TaskCompletionSource failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile RocksDbStoreException? error;

    /// <summary>The error that operations fail with; null if the store has not failed.</summary>
    public RocksDbStoreException? Error => error;

    /// <summary>A task that fails when the store fails.</summary>
    public Task Task => failed.Task;

    /// <summary>Reports a failure; only the first is kept.</summary>
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
