using System.Diagnostics;

namespace PayHooks.Sqlite;

/// <summary>Something to write, and its caller who waits for it to be durable.</summary>
internal abstract class WriteOperation
{
    /// <summary>Whether the operation must run on its own, outside a transaction.</summary>
    public bool IsAlone { get; init; }

    /// <summary>Whether a sender waits for it.</summary>
    public bool IsAnswer { get; init; }

    /// <summary>When it was asked for, as a timestamp.</summary>
    public long AskedAt { get; } = Stopwatch.GetTimestamp();

    /// <summary>Whether it holds for its caller as soon as it is committed; everything else must be on the disk.</summary>
    public bool NeedsNoSync { get; init; }

    /// <summary>Whether nobody waits any more.</summary>
    public abstract bool IsAbandoned { get; }

    /// <summary>Does the work, on the writer's thread; more than once when it was undone. What it throws is the caller's alone.</summary>
    public abstract void Run(SqliteSession session);

    /// <summary>Forgets what was done: the transaction was rolled back, and the operation may be run again.</summary>
    public abstract void Undo();

    /// <summary>Reports the work as durable if it was done and has not failed. On a thread of the store, for all of a group before any caller goes on.</summary>
    public abstract void OnDone();

    /// <summary>Gives the caller the result, and runs what it does next. On a thread of the pool.</summary>
    public abstract void Complete();

    /// <summary>Has <see cref="Complete"/> tell the caller that the work failed.</summary>
    public abstract void Fail(Exception error);

    /// <summary>The same, where the work was committed and the log not synced.</summary>
    public void FailUnlessCommitIsEnough(Exception error)
    {
        if (!NeedsNoSync)
        {
            Fail(error);
        }
    }
}

/// <summary>A write of one kind: a static function and what it needs, so that no closure is made on the hot path.</summary>
internal sealed class WriteOperation<TState, TResult>(
    TState state, Func<SqliteSession, TState, TResult> work, Action? durable, CancellationToken cancellationToken) : WriteOperation
{
    private readonly TaskCompletionSource<TResult> completion = new();
    private CancellationTokenRegistration registration;
    private TResult? result;
    private Exception? error;
    private bool hasRun;

    public Task<TResult> Task => completion.Task;

    public override bool IsAbandoned => completion.Task.IsCompleted;

    /// <summary>Lets the caller go as soon as it cancels.</summary>
    public void Watch()
    {
        if (cancellationToken.CanBeCanceled)
        {
            registration = cancellationToken.UnsafeRegister(
                static (state, token) => ((TaskCompletionSource<TResult>)state!).TrySetCanceled(token), completion);
        }
    }

    public override void Run(SqliteSession session)
    {
        result = work(session, state);
        hasRun = true;
    }

    public override void Undo() => hasRun = false;

    public override void OnDone()
    {
        registration.Unregister();
        if (hasRun && error is null)
        {
            durable?.Invoke();
        }
    }

    public override void Complete()
    {
        if (error is not null)
        {
            completion.TrySetException(error);
        }
        else if (hasRun)
        {
            completion.TrySetResult(result!);
        }
    }

    public override void Fail(Exception error) => this.error = error;
}
