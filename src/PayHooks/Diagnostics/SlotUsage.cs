namespace PayHooks.Diagnostics;

/// <summary>How long this process has had no slot free for another event. Thread-safe.</summary>
internal sealed class SlotUsage(TimeProvider time)
{
    private readonly Lock gate = new();
    private long? fullSince;

    /// <summary>How long; zero if a slot is free.</summary>
    public TimeSpan FullFor
    {
        get
        {
            lock (gate)
            {
                return fullSince is { } since ? time.GetElapsedTime(since) : TimeSpan.Zero;
            }
        }
    }

    /// <summary>Call when the number of free slots has changed.</summary>
    public void Report(bool isFull)
    {
        lock (gate)
        {
            fullSince = isFull ? fullSince ?? time.GetTimestamp() : null;
        }
    }
}
