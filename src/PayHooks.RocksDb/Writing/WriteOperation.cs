namespace PayHooks.RocksDb.Writing;

/// <summary>Something to write, and its caller, who waits until it is durable.</summary>
internal abstract class WriteOperation
{
    /// <summary>About how many bytes it writes.</summary>
    public abstract int Bytes { get; }

    /// <summary>Whether it adds work to the store rather than ending some: the first to be refused where there is little room.</summary>
    public virtual bool AddsWork => false;

    /// <summary>Whether the caller has stopped waiting.</summary>
    public abstract bool IsAbandoned { get; }

    /// <summary>
    /// Decides, and adds what it changes to the batch. Runs once, on the writer's thread. What it throws is for its caller alone, and
    /// must be thrown before it changes anything.
    /// </summary>
    public abstract void Run(PendingBatch batch);

    /// <summary>
    /// Called when the work is durable, on the syncing thread, in the order of the operations, before any caller continues. Must not block.
    /// </summary>
    public virtual void OnDurable()
    {
    }

    /// <summary>Has <see cref="Complete"/> report an error.</summary>
    public abstract void Fail(Exception error);

    /// <summary>Gives the caller its result, and runs what it does next. On a thread of the pool.</summary>
    public abstract void Complete();
}

/// <summary>An operation with a result.</summary>
internal abstract class WriteOperation<TResult> : WriteOperation
{
    private readonly TaskCompletionSource<TResult> completion = new();
    private CancellationTokenRegistration registration;
    private TResult? result;
    private Exception? error;
    private bool hasRun;

    /// <summary>Ends when the work is durable, has failed, or the caller has given up.</summary>
    public Task<TResult> Task => completion.Task;

    /// <inheritdoc/>
    public override int Bytes => 1024;

    /// <inheritdoc/>
    public sealed override bool IsAbandoned => completion.Task.IsCompleted;

    /// <summary>Lets the caller go as soon as it cancels. Work that has begun is still completed.</summary>
    public void Watch(CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
        {
            registration = cancellationToken.UnsafeRegister(
                static (state, token) => ((TaskCompletionSource<TResult>)state!).TrySetCanceled(token), completion);
        }
    }

    /// <inheritdoc/>
    public sealed override void Run(PendingBatch batch)
    {
        result = Decide(batch);
        hasRun = true;
    }

    /// <inheritdoc/>
    public sealed override void OnDurable()
    {
        if (hasRun)
        {
            WhenDurable();
        }
    }

    /// <inheritdoc/>
    public sealed override void Fail(Exception error) => this.error = error;

    /// <inheritdoc/>
    public sealed override void Complete()
    {
        registration.Unregister();
        if (error is not null)
        {
            completion.TrySetException(error);
        }
        else if (hasRun)
        {
            completion.TrySetResult(result!);
        }
    }

    /// <summary>Does the work; see <see cref="WriteOperation.Run"/>.</summary>
    protected abstract TResult Decide(PendingBatch batch);

    /// <summary>See <see cref="WriteOperation.OnDurable"/>; called only if the work was done.</summary>
    protected virtual void WhenDurable()
    {
    }
}
