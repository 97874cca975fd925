namespace PayHooks.Storage;

/// <summary>The result of taking due messages from a queue.</summary>
/// <param name="Taken">The messages taken; empty when none was due.</param>
/// <param name="NextDue">When the next message becomes due, or null if the queue is empty.</param>
internal readonly record struct TakeResult(IReadOnlyList<TakenMessage> Taken, DateTimeOffset? NextDue);

/// <summary>Lets the consumers of a pumped queue sleep until a message is due or arrives.</summary>
internal sealed class DueSignal(TimeProvider time)
{
    // Longer sleeps are split, so that a wall clock set forward is noticed.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(1);

    private TaskCompletionSource? next;

    /// <summary>Wakes all sleepers because the queue has changed.</summary>
    public void Raise() => Interlocked.Exchange(ref next, null)?.TrySetResult();

    /// <summary>Calls <paramref name="take"/> until it returns messages; sleeps in between.</summary>
    /// <exception cref="OperationCanceledException">The wait was canceled; nothing has been taken.</exception>
    public async ValueTask<IReadOnlyList<TakenMessage>> TakeAsync(Func<ValueTask<TakeResult>> take, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(take);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();

            // Obtained before the check, so that a message arriving during it wakes us.
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

        // Round up to the next millisecond, the resolution of timers: a timer that fires early would cause a useless check.
        var sleep = left < LongestSleep ? TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)) : LongestSleep;
        var elapsed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var timer =
            time.CreateTimer(static state => ((TaskCompletionSource)state!).TrySetResult(), elapsed, sleep, Timeout.InfiniteTimeSpan);

        // The clock may have passed the due time while the timer was created.
        if (time.GetUtcNow() < due)
        {
            await Task.WhenAny(raised, elapsed.Task).WaitAsync(cancellationToken);
        }
    }
}
