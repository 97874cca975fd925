namespace PayHooks.Sqlite;

/// <summary>
/// Where operations wait for the writer's thread. A group is whatever has come together while the writer was busy: first what
/// senders wait for, and beside that only a little of the rest, so that no answer waits for a long commit. Each of the two keeps
/// its order. Only a writer that sleeps is woken, so that a burst costs no signal for each of its deliveries.
/// </summary>
internal sealed class WriteQueue
{
    private const int LargestGroup = 512;

    // Some milliseconds of work, which an answer may wait for; with fewer, events are completed more slowly than they could be.
    private const int MostBesideAnswers = 96;

    // A monitor, not a System.Threading.Lock: the writer sleeps on it.
#pragma warning disable MA0158
    private readonly object gate = new();
#pragma warning restore MA0158
    private readonly Queue<WriteOperation> answers = new();
    private readonly Queue<WriteOperation> others = new();
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

            (operation.IsAnswer ? answers : others).Enqueue(operation);
            if (isAsleep)
            {
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

    /// <summary>
    /// Waits for work and moves it to <paramref name="group"/>; an operation that must run alone ends the group and is returned
    /// beside it.
    /// </summary>
    /// <returns>Whether there was any; false when the queue is closed and empty.</returns>
    public bool Take(List<WriteOperation> group, out WriteOperation? alone)
    {
        alone = null;
        lock (gate)
        {
            isAsleep = true;
            while (answers.Count == 0 && others.Count == 0 && !isClosed)
            {
                Monitor.Wait(gate);
            }

            isAsleep = false;
            while (group.Count < LargestGroup && answers.TryDequeue(out var answer))
            {
                group.Add(answer);
            }

            var most = group.Count > 0 ? group.Count + MostBesideAnswers : LargestGroup;
            while (alone is null && group.Count < most && others.TryDequeue(out var operation))
            {
                if (operation.IsAlone)
                {
                    alone = operation;
                }
                else
                {
                    group.Add(operation);
                }
            }

            return group.Count > 0 || alone is not null;
        }
    }
}
