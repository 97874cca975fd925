using PayHooks.Storage;

namespace PayHooks.Processing.Protocol;

/// <summary>Renews a claim while its handlers run, and cancels them when the claim is lost.</summary>
internal sealed class LeaseKeeper : IAsyncDisposable
{
    private readonly FencedLease claim;
    private readonly LeaseTimes times;
    private readonly RunGuard? guard;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource lost;
    private readonly CancellationTokenSource done = new();
    private readonly Task renewing;

    // On the monotonic clock.
    private long renewedAt;

    public LeaseKeeper(FencedLease claim, LeaseTimes times, RunGuard? guard, TimeProvider time, CancellationToken stopping)
    {
        this.claim = claim;
        this.times = times;
        this.guard = guard;
        this.time = time;
        renewedAt = time.GetTimestamp();
        lost = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        renewing = RenewAsync();
    }

    /// <summary>Canceled when the claim is lost or the process stops.</summary>
    public CancellationToken Stopping => lost.Token;

    /// <summary>Whether the claim was lost.</summary>
    public bool IsLost { get; private set; }

    public async ValueTask DisposeAsync()
    {
#pragma warning disable CA1849, MA0042 // Only the loop below observes it; it ends synchronously, without another thread.
        done.Cancel();
#pragma warning restore CA1849, MA0042
        await renewing;
        done.Dispose();
        lost.Dispose();
    }

    private async Task RenewAsync()
    {
        try
        {
            while (true)
            {
                // Without an exception: nearly every claim ends here, long before its first renewal.
                await Task.Delay(times.Interval, time, done.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (done.IsCancellationRequested)
                {
                    return;
                }

                if (!await TryRenewAsync())
                {
                    IsLost = true;
                    await lost.CancelAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (done.IsCancellationRequested)
        {
            // The handlers have ended.
        }
    }

    // A short outage of the ledger does not end the claim. If the ledger may not recover before the lease expires, the claim ends,
    // because from then on another process may run the handlers.
    private async Task<bool> TryRenewAsync()
    {
        try
        {
            using var wait = new StoreTimeout(time, done.Token);
            var begun = time.GetTimestamp();
            var isHeld = await claim.RenewAsync(time.GetUtcNow() + times.Length, wait.Token);
            renewedAt = begun;
            if (isHeld && guard is not null)
            {
                await guard.KeepAsync(done.Token);
            }

            return isHeld;
        }
        catch (Exception) when (!done.IsCancellationRequested)
        {
            return time.GetElapsedTime(renewedAt) + times.Interval + StoreTimeout.Limit < times.Length;
        }
    }
}
