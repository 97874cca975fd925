namespace PayHooks.Processing.Pump;

/// <summary>Counts in-flight messages, so that shutdown can wait for them.</summary>
internal sealed class InFlightTracker
{
    private readonly TaskCompletionSource none = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int open = 1;

    /// <summary>Call when a message was taken.</summary>
    public void Begin() => Interlocked.Increment(ref open);

    /// <summary>Call when a message was completed or abandoned.</summary>
    public void End()
    {
        if (Interlocked.Decrement(ref open) == 0)
        {
            none.SetResult();
        }
    }

    /// <summary>Waits until all messages have ended; none may begin after this call.</summary>
    public Task WaitAsync()
    {
        End();
        return none.Task;
    }
}
