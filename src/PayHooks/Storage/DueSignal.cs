namespace PayHooks.Storage;

/// <summary>What a queue found when it was asked for due messages.</summary>
/// <param name="Taken">The messages taken; empty when none was due.</param>
/// <param name="NextDue">When the next message becomes due, or null when none waits.</param>
internal readonly record struct TakeResult(IReadOnlyList<TakenMessage> Taken, DateTimeOffset? NextDue);

/// <summary>Where the takers of a pumped queue sleep until a message is due, or one arrives.</summary>
internal sealed class DueSignal(TimeProvider time)
{
    // A longer sleep is cut up, so that a wall clock that was set forward is noticed.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(1);

    private TaskCompletionSource? next;

    /// <summary>Wakes all who sleep: the queue has changed.</summary>
    public void Raise() => Interlocked.Exchange(ref next, null)?.TrySetResult();

    /// <summary>Asks <paramref name="take"/> until it brings something; sleeps in between.</summary>
    /// <exception cref="OperationCanceledException">The wait was called off; nothing has been taken.</exception>
    public async ValueTask<IReadOnlyList<TakenMessage>> TakeAsync(Func<ValueTask<TakeResult>> take, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(take);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();

            // Asked for before looking, so that what arrives while we look wakes us.
            var raised = NextRaise();
            var (taken, nextDue) = await take();
            if (taken.Count > 0)
            {
                return taken;
            }

            await SleepAsync(raised, nextDue, cancellationToken);
        }
    }

    private Task NextRaise()
    {
        var fresh = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return (Interlocked.CompareExchange(ref next, fresh, null) ?? fresh).Task;
    }

    private async Task SleepAsync(Task raised, DateTimeOffset? due, CancellationToken cancellationToken)
    {
        if (due is null)
        {
            await raised.WaitAsync(cancellationToken);
            return;
        }

        var left = due.Value - time.GetUtcNow();
        if (left <= TimeSpan.Zero)
        {
            return;
        }

        // Up to the next millisecond: timers count in those, and one that fires early would make us look for nothing.
        var sleep = left < LongestSleep ? TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)) : LongestSleep;
        var elapsed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var timer =
            time.CreateTimer(static state => ((TaskCompletionSource)state!).TrySetResult(), elapsed, sleep, Timeout.InfiniteTimeSpan);

        // The clock may have moved past the due time while the timer was made.
        if (time.GetUtcNow() < due)
        {
            await Task.WhenAny(raised, elapsed.Task).WaitAsync(cancellationToken);
        }
    }
}
