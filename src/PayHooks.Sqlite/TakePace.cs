namespace PayHooks.Sqlite;

/// <summary>Spreads the work over time: how long the next batch waits, and how large it is, when only so many events a second may be worked on.</summary>
/// <param name="time">A clock for the processors, whatever time the events are told it is.</param>
internal sealed class TakePace(TimeProvider time)
{
    private const int Smallest = 16;
    private const int Largest = 64;

    // Of a slow pace, as that changes meanwhile.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(100);

    // Rather often than much at a time: answers wait beside a batch.
    private static readonly TimeSpan BetweenBatches = TimeSpan.FromMilliseconds(5);

    private int taken;
    private long takenAt = time.GetTimestamp();

    /// <summary>How long to wait before the next batch; zero for not at all.</summary>
    /// <param name="rate">Events a second; infinite for as many as come.</param>
    public TimeSpan Wait(double rate)
    {
        var wait = TimeSpan.FromSeconds(taken / rate) - time.GetElapsedTime(takenAt);
        return wait <= TimeSpan.Zero ? TimeSpan.Zero : wait < LongestWait ? wait : LongestWait;
    }

    /// <summary>How many the next batch may have.</summary>
    /// <param name="rate">Events a second; infinite for as many as come.</param>
    public static int Most(double rate) =>
        double.IsPositiveInfinity(rate) ? int.MaxValue : (int)Math.Clamp(rate * BetweenBatches.TotalSeconds, Smallest, Largest);

    /// <summary>Says how many were taken just now.</summary>
    public void Took(int count) => (taken, takenAt) = (count, time.GetTimestamp());
}
