namespace PayHooks.RocksDb.Writing;

/// <summary>Where operations wait for the writer, in the order in which they came.</summary>
internal sealed class WriteQueue
{
    // Of one batch: more would make those wait whose work is done.
    private const int MostOperations = 512;
    private const int MostBytes = 4 * 1024 * 1024;

    // A monitor, not a System.Threading.Lock: the writer sleeps on it.
#pragma warning disable MA0158
    private readonly object gate = new();
#pragma warning restore MA0158
    private readonly Queue<WriteOperation> waiting = new();
    private bool isAsleep;
    private bool isClosed;

    /// <summary>Adds an operation; false when the queue is closed.</summary>
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
                // Only a writer that sleeps is woken: a burst costs no signal for each operation.
                isAsleep = false;
                Monitor.Pulse(gate);
            }

            return true;
        }
    }

    /// <summary>Takes nothing more; what waits is still given out.</summary>
    public void Close()
    {
        lock (gate)
        {
            isClosed = true;
            Monitor.Pulse(gate);
        }
    }

    /// <summary>Waits for operations and takes a batch of them; null when the queue is closed and empty.</summary>
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
