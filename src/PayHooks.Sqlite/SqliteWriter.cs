using System.Diagnostics;

namespace PayHooks.Sqlite;

/// <summary>
/// The one thread that writes. It commits in groups: whatever was asked for while the last commit ran shares the next one,
/// so that many deliveries cost one flush of the disk and a single one waits for nobody. <see cref="LogSync"/> makes them durable.
/// </summary>
internal sealed class SqliteWriter
{
    private readonly SqliteSession session;
    private readonly LogSync log;
    private readonly SqliteCheckpoints checkpoints;
    private readonly WriteQueue waiting = new();
    private readonly TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long commits;
    private TimeSpan waitedForDisk;

    /// <summary>Starts the thread.</summary>
    /// <param name="session">The connection, from now on the thread's own.</param>
    /// <param name="log">What syncs its log, from now on the writer's own.</param>
    /// <param name="checkpoints">What copies the log into the file.</param>
    public SqliteWriter(SqliteSession session, LogSync log, SqliteCheckpoints checkpoints)
    {
        this.session = session;
        this.log = log;
        this.checkpoints = checkpoints;

        // A commit need not sync the log itself any more; before it copies the log into the file SQLite still does.
        session.Run("PRAGMA synchronous = NORMAL");
        new Thread(Work) { IsBackground = true, Name = "payhooks writer" }.Start();
    }

    /// <summary>How many groups were committed.</summary>
    public long Commits => Volatile.Read(ref commits);

    /// <summary>What holds work up while deliveries, with senders who wait for their answers, come in a burst.</summary>
    public BurstBrake Brake { get; } = new(TimeProvider.System);

    /// <summary>Runs <paramref name="work"/> in the next group; ends when it is durable.</summary>
    /// <param name="state">What the work needs.</param>
    /// <param name="work">The work: on the writer's thread, within a transaction.</param>
    /// <param name="cancellationToken">Ends the wait at once; the work is skipped if it has not begun.</param>
    /// <param name="durable">Called once the work is durable, whether or not somebody still waits; it must not block.</param>
    /// <param name="isAnswer">Whether a sender waits for it.</param>
    /// <param name="needsNoSync">Whether the result holds even if the log cannot be synced.</param>
    public Task<TResult> WriteAsync<TState, TResult>(
        TState state, Func<SqliteSession, TState, TResult> work, CancellationToken cancellationToken, Action? durable = null,
        bool isAnswer = false, bool needsNoSync = false) => Post(
            new WriteOperation<TState, TResult>(state, work, durable, cancellationToken) { IsAnswer = isAnswer, NeedsNoSync = needsNoSync },
            cancellationToken);

    /// <summary>Runs <paramref name="work"/> between two groups, outside a transaction.</summary>
    public Task<TResult> RunAloneAsync<TResult>(Func<SqliteSession, TResult> work, CancellationToken cancellationToken) =>
        Post(
            new WriteOperation<Func<SqliteSession, TResult>, TResult>(work, static (session, work) => work(session), null, cancellationToken) { IsAlone = true },
            cancellationToken);

    /// <summary>Takes no more work; ends when what was asked for is done.</summary>
    public Task StopAsync()
    {
        waiting.Close();
        return stopped.Task;
    }

    private Task<TResult> Post<TState, TResult>(WriteOperation<TState, TResult> operation, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<TResult>(cancellationToken);
        }

        operation.Watch();
        if (!waiting.TryAdd(operation))
        {
            operation.Fail(new ObjectDisposedException(nameof(SqliteStore)));
            operation.OnDone();
            operation.Complete();
        }

        return operation.Task;
    }

    private void Work()
    {
        // Threads of their own may block; a flush of the disk takes milliseconds.
        while (TakeGroup(out var group))
        {
            if (group.Count > 0 && TryRun(group, WriteGroup))
            {
                Count(group);
                log.Add(group);
                checkpoints.Committed(this, session);
            }

            if (waiting.TakeAlone() is { } alone && TryRun([alone], operations => RunAlone(operations[0])))
            {
                alone.OnDone();
                CompletedGroup.Tell([alone]);
            }
        }

        log.Dispose();
        stopped.SetResult();
    }

    private bool TakeGroup(out List<WriteOperation> group)
    {
        var before = Stopwatch.GetTimestamp();
        log.WaitForRoom();
        waitedForDisk = Stopwatch.GetElapsedTime(before);
        group = [];
        return waiting.Take(group);
    }

    private void Count(List<WriteOperation> group)
    {
        var now = Stopwatch.GetTimestamp();
        var (answers, waits) = (0, 0L);
        foreach (var operation in group)
        {
            if (operation.IsAnswer)
            {
                answers++;
                waits += now - operation.AskedAt;
            }
        }

        Brake.Count(answers, waits, waitedForDisk);
    }

    private static bool TryRun(List<WriteOperation> operations, Action<List<WriteOperation>> run)
    {
        try
        {
            run(operations);
            return true;
        }
#pragma warning disable CA1031 // Whatever it was, it must reach the callers, and the thread must go on.
        catch (Exception error)
#pragma warning restore CA1031
        {
            operations.ForEach(operation => operation.Fail(error));
            operations.ForEach(static operation => operation.OnDone());
            CompletedGroup.Tell(operations);
            return false;
        }
    }

    private void WriteGroup(List<WriteOperation> group)
    {
        if (checkpoints.Damaged.IsFaulted)
        {
            checkpoints.Damaged.GetAwaiter().GetResult();
        }

        if (log.IsDamaged)
        {
            BeginLogAnew();
        }

        var begun = Stopwatch.GetTimestamp();
        GroupTransaction.Run(session, group, () => waiting.TryTakeMore(group, Stopwatch.GetElapsedTime(begun)));
        Interlocked.Increment(ref commits);
    }

    // All that was committed goes into the file, and the file to the disk: then nothing depends on the damaged log.
    private void BeginLogAnew()
    {
        if (!checkpoints.TryTruncate(session))
        {
            throw new IOException("The write-ahead log could not be synced, and not yet be copied into the file instead.");
        }

        log.Trust();
    }

    private void RunAlone(WriteOperation operation)
    {
        if (!operation.IsAbandoned)
        {
            operation.Run(session);
        }
    }
}
