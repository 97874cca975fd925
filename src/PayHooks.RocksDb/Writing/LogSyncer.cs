namespace PayHooks.RocksDb.Writing;

/// <summary>
/// Makes batches durable: has the disk take the write-ahead log, on a thread of its own, and only then lets the callers continue.
/// Meanwhile the writer prepares the next batch.
/// </summary>
internal sealed class LogSyncer
{
    private readonly Action sync;
    private readonly StoreFailure failure;

    // A monitor, not a System.Threading.Lock: both threads sleep on it.
#pragma warning disable MA0158
    private readonly object gate = new();
#pragma warning restore MA0158
    private readonly Thread thread;
    private List<WriteOperation>? next;
    private bool nextNeedsSync;
    private bool isClosed;

    /// <summary>Starts the thread.</summary>
    /// <param name="sync">Makes durable what was written.</param>
    /// <param name="failure">Where a failed sync is reported.</param>
    public LogSyncer(Action sync, StoreFailure failure)
    {
        this.sync = sync;
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
    /// <param name="needsSync">Whether they have written anything.</param>
    public void Add(List<WriteOperation> operations, bool needsSync)
    {
        lock (gate)
        {
            (next, nextNeedsSync) = (operations, needsSync);
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
        while (Take(out var needsSync) is { } operations)
        {
            if (needsSync)
            {
                Sync();
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

    private List<WriteOperation>? Take(out bool needsSync)
    {
        lock (gate)
        {
            while (next is null && !isClosed)
            {
                Monitor.Wait(gate);
            }

            (var operations, needsSync) = (next, nextNeedsSync);
            next = null;
            Monitor.PulseAll(gate);
            return operations;
        }
    }

    private void Sync()
    {
        if (failure.Error is null)
        {
            try
            {
                sync();
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
