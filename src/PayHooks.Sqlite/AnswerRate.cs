namespace PayHooks.Sqlite;

/// <summary>How many deliveries a second are made durable just now. Counted by the writer, read by anybody.</summary>
internal sealed class AnswerRate(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(50);

    private long windowStart = time.GetTimestamp();
    private int counted;
    private double perSecond;

    /// <summary>The rate over the last window that was full; 0 when the writer has had nothing to do since.</summary>
    public double PerSecond => time.GetElapsedTime(Volatile.Read(ref windowStart)) < 2 * Window ? Volatile.Read(ref perSecond) : 0;

    /// <summary>Counts the deliveries of one commit.</summary>
    public void Count(int deliveries)
    {
        counted += deliveries;
        var elapsed = time.GetElapsedTime(windowStart);
        if (elapsed >= Window)
        {
            Volatile.Write(ref perSecond, counted / elapsed.TotalSeconds);
            Volatile.Write(ref windowStart, time.GetTimestamp());
            counted = 0;
        }
    }
}
