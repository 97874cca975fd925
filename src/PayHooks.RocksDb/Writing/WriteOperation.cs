namespace PayHooks.RocksDb.Writing;

/// <summary>A write operation whose caller waits until it is durable.</summary>
internal abstract class WriteOperation
{
    /// <summary>The approximate number of bytes it writes.</summary>
    public abstract int Bytes { get; }

    /// <summary>Whether it adds work to the store rather than finishing some; such operations are rejected first when space is
    /// low.</summary>
    public virtual bool AddsWork => false;

    /// <summary>Whether the caller has stopped waiting.</summary>
    public abstract bool IsAbandoned { get; }

    /// <summary>
    /// Runs the operation and adds its changes to the batch. Called once, on the writer's thread. Exceptions go to the caller only and must
    /// be thrown before anything is changed.
    /// </summary>
    public abstract void Run(PendingBatch batch);

    /// <summary>
    /// Called when the operation is durable, on the sync thread, in operation order, before any caller continues. Must not block.
    /// </summary>
    public virtual void OnDurable()
    {
    }

    /// <summary>Makes <see cref="Complete"/> report an error.</summary>
    public abstract void Fail(Exception error);

    /// <summary>Completes the caller's task and runs its continuation. Called on a pool thread.</summary>
    public abstract void Complete();
}

/// <summary>A write operation with a result.</summary>
internal abstract class WriteOperation<TResult> : WriteOperation
{
    private readonly TaskCompletionSource<TResult> completion = new();
    private CancellationTokenRegistration registration;
    private TResult? result;
    private Exception? error;
    private bool hasRun;

    /// <summary>Completes when the operation is durable, has failed, or was canceled by the caller.</summary>
    public Task<TResult> Task => completion.Task;

    /// <inheritdoc/>
    public override int Bytes => 1024;

    /// <inheritdoc/>
    public sealed override bool IsAbandoned => completion.Task.IsCompleted;

    /// <summary>Releases the caller as soon as it cancels. An operation that has started is still completed.</summary>
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

    /// <summary>Runs the operation; see <see cref="WriteOperation.Run"/>.</summary>
    protected abstract TResult Decide(PendingBatch batch);

    /// <summary>See <see cref="WriteOperation.OnDurable"/>; called only if the operation succeeded.</summary>
    protected virtual void WhenDurable()
    {
    }
}
