namespace PayHooks.Processing.Handlers;

/// <summary>Lets a handler run within its limits of concurrency and rate. Thread-safe.</summary>
internal sealed class HandlerGate(HandlerLimits limits, TimeProvider time) : IDisposable
{
    // Longer, an event would keep a slot from others for nothing.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    private readonly Lock gate = new();
    private readonly SemaphoreSlim? places = limits.Concurrency is { } most ? new(most, most) : null;
    private readonly TimeSpan interval = limits.RatePerSecond is { } rate ? TimeSpan.FromSeconds(1 / rate) : TimeSpan.Zero;
    private readonly long createdAt = time.GetTimestamp();

    // Times since the creation: when the next run may begin, and until when events have been put off.
    private TimeSpan nextAt;
    private TimeSpan postponedUntil;

    private TimeSpan Now => time.GetElapsedTime(createdAt);

    /// <summary>Waits up to two seconds, for both limits together, until the handler may run.</summary>
    public async ValueTask<HandlerEntry> EnterAsync(CancellationToken stopping)
    {
        var until = Now + Patience;
        if (places is not null && !await TryTakeAsync(places, stopping))
        {
            return Postpone();
        }

        if (Reserve(until) is not { } wait)
        {
            places?.Release();
            return Postpone();
        }

        try
        {
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, time, stopping);
            }
        }
        catch (OperationCanceledException)
        {
            places?.Release();
            throw;
        }

        return new HandlerEntry(this, null);
    }

    /// <summary>Ends a run.</summary>
    public void Leave() => places?.Release();

    /// <inheritdoc/>
    public void Dispose() => places?.Dispose();

    private async ValueTask<bool> TryTakeAsync(SemaphoreSlim semaphore, CancellationToken stopping)
    {
        if (semaphore.Wait(TimeSpan.Zero, CancellationToken.None))
        {
            return true;
        }

        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
        try
        {
            await semaphore.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return false;
        }
    }

    // Null if the rate's next free time is too far away.
    private TimeSpan? Reserve(TimeSpan until)
    {
        lock (gate)
        {
            var now = Now;
            if (nextAt > now && nextAt > until)
            {
                return null;
            }

            var at = nextAt > now ? nextAt : now;
            nextAt = at + interval;
            return at - now;
        }
    }

    // Each a little later than the one before, so that they do not all come back at once.
    private HandlerEntry Postpone()
    {
        lock (gate)
        {
            var first = Now + Patience;
            postponedUntil = (postponedUntil > first ? postponedUntil : first) + (interval > TimeSpan.Zero ? interval : Patience / 20);
            var wait = postponedUntil - Now;
            if (wait > LongestWait)
            {
                (wait, postponedUntil) = (LongestWait, first);
            }

            return new HandlerEntry(this, wait);
        }
    }
}
