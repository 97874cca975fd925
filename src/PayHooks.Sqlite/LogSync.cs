namespace PayHooks.Sqlite;

/// <summary>
/// Makes durable what the writer has committed: has the disk take the write-ahead log, on a thread of its own, and only then lets the
/// callers go on. SQLite does the same within each commit (<c>synchronous = FULL</c>), but there the writer stands still meanwhile, a
/// quarter of its time; here it is one group ahead.
/// </summary>
/// <remarks>
/// The log is read back up to its first damage. So whatever comes after a sync that failed could be lost however often it is synced
/// itself, and nothing more is called durable until <see cref="Trust"/> says that the log begins anew.
/// </remarks>
internal sealed class LogSync : IDisposable
{
    private readonly Action sync;

    // A monitor, not a System.Threading.Lock: both threads sleep on it.
#pragma warning disable MA0158
    private readonly object gate = new();
#pragma warning restore MA0158
    private readonly Thread thread;
    private List<WriteOperation>? next;
    private volatile Exception? damage;
    private bool isClosed;

    /// <summary>Starts the thread.</summary>
    /// <param name="sync">Has the disk take all that was written to the log.</param>
    public LogSync(Action sync)
    {
        this.sync = sync;
        thread = new Thread(Work) { IsBackground = true, Name = "payhooks sync" };
        thread.Start();
    }

    /// <summary>Whether a sync has failed: the log must begin anew.</summary>
    public bool IsDamaged => damage is not null;

    /// <summary>Waits until another group can be taken: one is being synced, one more may wait. What comes meanwhile shares a commit.</summary>
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

    /// <summary>Takes a group that was committed, in the order of the commits. There must be room.</summary>
    public void Add(List<WriteOperation> group)
    {
        lock (gate)
        {
            next = group;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Says that all that was committed is in the file, and the log empty.</summary>
    public void Trust() => damage = null;

    /// <summary>Waits until everything taken is synced, and stops.</summary>
    public void Dispose()
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
        while (Take() is { } group)
        {
            if (TrySync() is { } error)
            {
                group.ForEach(operation => operation.FailUnlessCommitIsEnough(error));
            }

            group.ForEach(static operation => operation.OnDone());
            CompletedGroup.Tell(group);
        }
    }

    private List<WriteOperation>? Take()
    {
        lock (gate)
        {
            while (next is null && !isClosed)
            {
                Monitor.Wait(gate);
            }

            var group = next;
            next = null;
            Monitor.PulseAll(gate);
            return group;
        }
    }

    private Exception? TrySync()
    {
        if (damage is null)
        {
            try
            {
                sync();
            }
#pragma warning disable CA1031 // Whatever it was, it must reach the callers, and the thread must go on.
            catch (Exception error)
#pragma warning restore CA1031
            {
                damage = error;
            }
        }

        // Trusted since: then this group is in the file, too.
        return damage;
    }
}
