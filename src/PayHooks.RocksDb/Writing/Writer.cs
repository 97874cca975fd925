using PayHooks.RocksDb.Engine;

namespace PayHooks.RocksDb.Writing;

/// <summary>
/// Runs all operations on one thread. Operations that arrive during a write share the next batch, so many deliveries cost one disk sync and
/// a single delivery does not wait for others. <see cref="LogSyncer"/> makes the batches durable.
/// </summary>
internal sealed class Writer
{
    private readonly PendingBatch batch;
    private readonly LogSyncer log;
    private readonly StoreFailure failure;
    private readonly DiskSpace space;
    private readonly WriteQueue waiting = new();
    private readonly TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long batches;

    /// <summary>Starts the thread.</summary>
    /// <param name="batch">The batch, which only the writer's thread may use from now on.</param>
    /// <param name="sync">Makes written batches durable.</param>
    /// <param name="mark">Stores the number of the last durable batch.</param>
    /// <param name="space">Checks for free disk space.</param>
    /// <param name="failure">Receives write and sync failures.</param>
    public Writer(PendingBatch batch, Action sync, SyncedMark mark, DiskSpace space, StoreFailure failure)
    {
        this.batch = batch;
        this.space = space;
        this.failure = failure;
        log = new LogSyncer(sync, mark, failure);
        new Thread(Work) { IsBackground = true, Name = "payhooks writer" }.Start();
    }

    /// <summary>Number of batches written.</summary>
    public long Batches => Volatile.Read(ref batches);

    /// <summary>Runs an operation in the next batch; completes when it is durable.</summary>
    /// <exception cref="RocksDbStoreException">The store has failed.</exception>
    public Task<TResult> WriteAsync<TResult>(WriteOperation<TResult> operation, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<TResult>(cancellationToken);
        }

        operation.Watch(cancellationToken);
        if (!waiting.TryAdd(operation))
        {
            operation.Fail(new ObjectDisposedException(nameof(RocksDbStore)));
            operation.Complete();
        }

        return operation.Task;
    }

    /// <summary>Stops accepting operations; completes when all pending operations are done.</summary>
    public Task StopAsync()
    {
        waiting.Close();
        return stopped.Task;
    }

    private void Work()
    {
        while (TakeBatch() is { } operations)
        {
            log.Add(operations, failure.Error is null ? Write(operations) : null);
        }

        log.Stop();
        batch.Dispose();
        stopped.SetResult();
    }

    private List<WriteOperation>? TakeBatch()
    {
        log.WaitForRoom();
        return waiting.Take();
    }

    // Returns the batch's number, or null if there is nothing to sync.
    private long? Write(List<WriteOperation> operations)
    {
        foreach (var operation in operations)
        {
            if (!operation.IsAbandoned)
            {
                Run(operation);
            }
        }

        try
        {
            if (failure.Error is not null || !batch.Write())
            {
                return null;
            }

            Volatile.Write(ref batches, batches + 1);
            return batch.Counters.Batches;
        }
        catch (EngineException e)
        {
            failure.Report(e);
            return null;
        }
    }

    private void Run(WriteOperation operation)
    {
        if (space.Check(operation) is { } noRoom)
        {
            operation.Fail(noRoom);
            return;
        }

        var before = batch.Changes.Count;
        try
        {
            operation.Run(batch);
        }
#pragma warning disable CA1031 // Any exception must reach the caller, and the thread must continue.
        catch (Exception error)
#pragma warning restore CA1031
        {
            operation.Fail(error);
            if (batch.Changes.Count != before)
            {
                // A partial operation must not be written.
                failure.Report(error);
            }
        }
    }
}
