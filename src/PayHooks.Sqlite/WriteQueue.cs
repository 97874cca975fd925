namespace PayHooks.Sqlite;

/// <summary>
/// Where operations wait for the writer's thread. A group is whatever has come together while the writer was busy, and what comes
/// while it runs: first what senders wait for, and beside that only a little of the rest, so that no answer waits for a long commit.
/// Each of the two keeps its order. Only a writer that sleeps is woken, so that a burst costs no signal for each of its deliveries.
/// </summary>
internal sealed class WriteQueue
{
    // Of each kind in a group.
    private const int Most = 512;

    // The lock is taken once for so many.
    private const int AtOnce = 8;

    // How long an answer may wait for other work of its group.
    private static readonly TimeSpan MostBesideAnswers = TimeSpan.FromMilliseconds(3);

    // A monitor, not a System.Threading.Lock: the writer sleeps on it.
#pragma warning disable MA0158
    private readonly object gate = new();
#pragma warning restore MA0158
    private readonly Queue<WriteOperation> answers = new();
    private readonly Queue<WriteOperation> others = new();
    private bool isAsleep;
    private bool isClosed;

    // Of the group that is being filled.
    private int answersTaken;
    private int othersTaken;

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

    /// <summary>Waits for work and begins <paramref name="group"/> with it: with the answers that wait, or with one of the others.</summary>
    /// <returns>Whether there was any; false when the queue is closed and empty. Where only an operation that must run alone is next, the group stays empty.</returns>
    public bool Take(List<WriteOperation> group)
    {
        lock (gate)
        {
            isAsleep = true;
            while (answers.Count == 0 && others.Count == 0 && !isClosed)
            {
                Monitor.Wait(gate);
            }

            (isAsleep, answersTaken, othersTaken) = (false, 0, 0);
            TakeAnswers(group);
            if (answersTaken == 0)
            {
                TakeOthers(group, 1);
            }

            return group.Count > 0 || others.Count > 0;
        }
    }

    /// <summary>
    /// Moves more work to a group that has begun: answers that have come since, which would else wait for its commit, and others: at
    /// least a few, but beside answers not for long.
    /// </summary>
    /// <returns>Whether there was any; false when the group is to be committed.</returns>
    public bool TryTakeMore(List<WriteOperation> group, TimeSpan sinceBegun)
    {
        lock (gate)
        {
            var before = group.Count;
            TakeAnswers(group);
            if (answersTaken == 0 || othersTaken == 0 || sinceBegun < MostBesideAnswers)
            {
                TakeOthers(group, AtOnce);
            }

            return group.Count > before;
        }
    }

    /// <summary>Takes the operation that is next and must run alone; null when there is none.</summary>
    public WriteOperation? TakeAlone()
    {
        lock (gate)
        {
            return others.TryPeek(out var operation) && operation.IsAlone ? others.Dequeue() : null;
        }
    }

    private void TakeAnswers(List<WriteOperation> group)
    {
        while (answersTaken < Most && answers.TryDequeue(out var answer))
        {
            group.Add(answer);
            answersTaken++;
        }
    }

    private void TakeOthers(List<WriteOperation> group, int most)
    {
        for (var i = 0; i < most && othersTaken < Most && others.TryPeek(out var operation) && !operation.IsAlone; i++)
        {
            group.Add(others.Dequeue());
            othersTaken++;
        }
    }
}
