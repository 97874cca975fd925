namespace PayHooks.RocksDb.Writing;

/// <summary>The queue of operations for the writer, in order of arrival.</summary>
internal sealed class WriteQueue
{
    // The limit of one batch: with a larger one, finished operations would wait longer to complete.
    private const int MostOperations = 512;
    private const int MostBytes = 4 * 1024 * 1024;

    // A monitor instead of a System.Threading.Lock, because the writer waits on it.
#pragma warning disable MA0158
    private readonly object gate = new();
#pragma warning restore MA0158
    private readonly Queue<WriteOperation> waiting = new();
    private bool isAsleep;
    private bool isClosed;

    /// <summary>Adds an operation; returns false if the queue is closed.</summary>
    public bool TryAdd(WriteOperation operation)
    {
        lock (gate)
        {
            if (isClosed)
            {
                return false;
            }

            waiting.Enqueue(operation);
            if (isAsleep)
            {
                // Only a sleeping writer is woken, so a burst does not cost a signal for each operation.
                isAsleep = false;
                Monitor.Pulse(gate);
            }

            return true;
        }
    }

    /// <summary>Closes the queue for new operations; pending ones can still be taken.</summary>
    public void Close()
    {
        lock (gate)
        {
            isClosed = true;
            Monitor.Pulse(gate);
        }
    }

    /// <summary>Waits for operations and takes a batch of them; null if the queue is closed and empty.</summary>
    public List<WriteOperation>? Take()
    {
        lock (gate)
        {
            while (waiting.Count == 0)
            {
                if (isClosed)
                {
                    return null;
                }

                isAsleep = true;
                Monitor.Wait(gate);
            }

            isAsleep = false;
            var batch = new List<WriteOperation>(Math.Min(waiting.Count, MostOperations));
            var bytes = 0L;
            while (batch.Count < MostOperations && bytes < MostBytes && waiting.TryDequeue(out var operation))
            {
                bytes += operation.Bytes;
                batch.Add(operation);
            }

            return batch;
        }
    }
}
