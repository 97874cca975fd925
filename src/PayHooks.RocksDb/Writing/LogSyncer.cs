namespace PayHooks.RocksDb.Writing;

/// <summary>
/// Makes batches durable: has the disk take the write-ahead log, on a thread of its own, and only then lets the callers continue.
/// Meanwhile the writer prepares the next batch.
/// </summary>
internal sealed class LogSyncer
{
    private readonly Action sync;
    private readonly SyncedMark mark;
    private readonly StoreFailure failure;

    // A monitor, not a System.Threading.Lock: both threads sleep on it.
#pragma warning disable MA0158
    private readonly object gate = new();
#pragma warning restore MA0158
    private readonly Thread thread;
    private List<WriteOperation>? next;
    private long? nextBatch;
    private bool isClosed;

    /// <summary>Starts the thread.</summary>
    /// <param name="sync">Makes durable what was written.</param>
    /// <param name="mark">Where the last batch that is durable is noted.</param>
    /// <param name="failure">Where a failed sync is reported.</param>
    public LogSyncer(Action sync, SyncedMark mark, StoreFailure failure)
    {
        this.sync = sync;
        this.mark = mark;
        this.failure = failure;
        thread = new Thread(Work) { IsBackground = true, Name = "payhooks sync" };
        thread.Start();
    }

    /// <summary>
    /// Waits until another batch can be added: one is being synced, one more may wait. What comes meanwhile shares a batch.
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

    /// <summary>Takes the operations of a batch, in the order of the batches. There must be room.</summary>
    /// <param name="operations">The operations.</param>
    /// <param name="batch">The batch's number; null when they have written nothing.</param>
    public void Add(List<WriteOperation> operations, long? batch)
    {
        lock (gate)
        {
            (next, nextBatch) = (operations, batch);
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Waits until everything added is durable, and stops.</summary>
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
#pragma warning disable CA1031 // Whatever it was, it must reach the callers, and the thread must continue.
            catch (Exception error)
#pragma warning restore CA1031
            {
                failure.Report(error);
            }
        }
    }
}
