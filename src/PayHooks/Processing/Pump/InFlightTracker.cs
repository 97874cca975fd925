namespace PayHooks.Processing.Pump;

/// <summary>Counts the messages that are not ended yet, for a stop to wait for.</summary>
internal sealed class InFlightTracker
{
    private readonly TaskCompletionSource none = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int open = 1;

    /// <summary>A message was taken.</summary>
    public void Begin() => Interlocked.Increment(ref open);

    /// <summary>It was ended, or given up.</summary>
    public void End()
    {
        if (Interlocked.Decrement(ref open) == 0)
        {
            none.SetResult();
        }
    }

    /// <summary>Waits until all have ended; from then on none may begin.</summary>
    public Task WaitAsync()
    {
        End();
        return none.Task;
    }
}
