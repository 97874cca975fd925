namespace PayHooks.Diagnostics;

/// <summary>How long this process has had no slot free for another event. Thread-safe.</summary>
internal sealed class SlotUsage(TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, long> fullSince = new(StringComparer.Ordinal);

    /// <summary>How long, for the slots that have been full the longest; zero if a slot is free everywhere.</summary>
    public TimeSpan FullFor
    {
        get
        {
            lock (gate)
            {
                return fullSince.Count == 0 ? TimeSpan.Zero : time.GetElapsedTime(fullSince.Values.Min());
            }
        }
    }

    /// <summary>Call when the number of free slots has changed.</summary>
    /// <param name="isFull">Whether none is free.</param>
    /// <param name="slots">Which slots, if the process has several sets of them.</param>
    public void Report(bool isFull, string slots = "")
    {
        lock (gate)
        {
            if (!isFull)
            {
                fullSince.Remove(slots);
            }
            else
            {
                fullSince.TryAdd(slots, time.GetTimestamp());
            }
        }
    }
}
