namespace PayHooks.Receiving;

/// <summary>
/// Limits the bytes of bodies in memory, from arrival until they are durable, so that memory is bounded under any load. Waiters are
/// served in order.
/// </summary>
/// <param name="bytes">The budget; more than the largest body.</param>
internal sealed class BodyBudget(long bytes)
{
    private readonly Lock gate = new();
    private readonly Queue<Waiter> waiting = new();
    private long left = bytes;

    /// <summary>Takes a share of the budget if it is free and nobody waits.</summary>
    public bool TryTake(long share)
    {
        lock (gate)
        {
            var isFree = waiting.Count == 0 && left >= share;
            left -= isFree ? share : 0;
            return isFree;
        }
    }

    /// <summary>Waits for a share of the budget.</summary>
    /// <param name="share">The size in bytes.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="OperationCanceledException">The wait was canceled; nothing is taken.</exception>
    public Task TakeAsync(long share, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (TryTake(share))
            {
                return Task.CompletedTask;
            }

            var waiter = new Waiter(this, share, cancellationToken);
            waiting.Enqueue(waiter);
            return waiter.Task;
        }
    }

    /// <summary>Returns a share.</summary>
    public void Return(long share)
    {
        if (share == 0)
        {
            return;
        }

        lock (gate)
        {
            left += share;
        }

        Serve();
    }

    private void Serve()
    {
        lock (gate)
        {
            while (waiting.TryPeek(out var first) && (first.Task.IsCanceled || left >= first.Share))
            {
                waiting.Dequeue();
                left -= first.TryServe() ? first.Share : 0;
            }
        }
    }

    private sealed class Waiter
    {
        private readonly TaskCompletionSource served = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly BodyBudget budget;
        private readonly CancellationTokenRegistration registration;

        public Waiter(BodyBudget budget, long share, CancellationToken cancellationToken)
        {
            this.budget = budget;
            Share = share;
            registration = cancellationToken.UnsafeRegister(static (state, token) => ((Waiter)state!).Cancel(token), this);
        }

        public long Share { get; }

        public Task Task => served.Task;

        public bool TryServe()
        {
            registration.Unregister();
            return served.TrySetResult();
        }

        // The waiters behind this one may fit into what is left.
        private void Cancel(CancellationToken cancellationToken)
        {
            served.TrySetCanceled(cancellationToken);
            budget.Serve();
        }
    }
}
