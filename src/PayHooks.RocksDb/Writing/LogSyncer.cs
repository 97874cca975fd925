namespace PayHooks.RocksDb.Writing;

/// <summary>
/// Makes batches durable: syncs the write-ahead log on its own thread and then completes the callers. Meanwhile the writer prepares the
/// next batch.
/// </summary>
internal sealed class LogSyncer
{
    private readonly Action sync;
    private readonly SyncedMark mark;
    private readonly StoreFailure failure;

    // A monitor instead of a System.Threading.Lock, because both threads wait on it.
#pragma warning disable MA0158
    private readonly object gate = new();
#pragma warning restore MA0158
    private readonly Thread thread;
    private List<WriteOperation>? next;
    private long? nextBatch;
    private bool isClosed;

    /// <summary>Starts the thread.</summary>
    /// <param name="sync">Makes written batches durable.</param>
    /// <param name="mark">Stores the number of the last durable batch.</param>
    /// <param name="failure">Receives sync failures.</param>
    public LogSyncer(Action sync, SyncedMark mark, StoreFailure failure)
    {
        this.sync = sync;
        this.mark = mark;
        this.failure = failure;
        thread = new Thread(Work) { IsBackground = true, Name = "payhooks sync" };
        thread.Start();
    }

    /// <summary>
    /// Waits until another batch can be added: one may be syncing and one waiting. Operations that arrive meanwhile share a batch.
    /// </summary>
    public void WaitForRoom()
    {
        lock (gate)
        {
            while (next is not null)
            {
                Monitor.Wait(gate);
            }
        }
    }

    /// <summary>Adds the operations of a batch, in batch order. There must be room.</summary>
    /// <param name="operations">The operations.</param>
    /// <param name="batch">The batch's number; null if nothing was written.</param>
    public void Add(List<WriteOperation> operations, long? batch)
    {
        lock (gate)
        {
            (next, nextBatch) = (operations, batch);
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Stops after everything added is durable.</summary>
    public void Stop()
    {
        lock (gate)
        {
            isClosed = true;
            Monitor.PulseAll(gate);
        }

        thread.Join();
    }

    private void Work()
    {
        while (Take(out var batch) is { } operations)
        {
            if (batch is { } written)
            {
                Sync(written);
            }

            var error = failure.Error;
            foreach (var operation in operations)
            {
                if (error is null)
                {
                    operation.OnDurable();
                }
                else
                {
                    operation.Fail(error);
                }
            }

            CompletionBatch.Queue(operations);
        }
    }

    private List<WriteOperation>? Take(out long? batch)
    {
        lock (gate)
        {
            while (next is null && !isClosed)
            {
                Monitor.Wait(gate);
            }

            (var operations, batch) = (next, nextBatch);
            next = null;
            Monitor.PulseAll(gate);
            return operations;
        }
    }

    private void Sync(long batch)
    {
        if (failure.Error is null)
        {
            try
            {
                sync();
                mark.Write(batch);
            }
#pragma warning disable CA1031 // Any exception must reach the callers, and the thread must continue.
            catch (Exception error)
#pragma warning restore CA1031
            {
                failure.Report(error);
            }
        }
    }
}
