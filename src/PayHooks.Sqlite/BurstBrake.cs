namespace PayHooks.Sqlite;

/// <summary>
/// Decides whether the work on events makes way for answers. Where both cannot be had the answers come first: senders wait for
/// them, and what they brought is safe. Up to the rate that the work could keep up with, nothing holds it up.
/// </summary>
/// <remarks>
/// How many deliveries want to come in cannot be seen while the work takes the processors from them. So, when there are many, the
/// work stands back for a moment now and then; if a burst shows, it stands back until the burst is over.
/// </remarks>
internal sealed class BurstBrake(AnswerRate answers, TimeProvider time)
{
    // More deliveries a second than the one writer could also bring to completion, on any machine.
    private const double Burst = 6000;

    // So few leave room for the work in any case.
    private const double Few = 1000;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(5);

    private long? lookingSince;
    private long? lookedAt;

    /// <summary>Whether the next batch of work should wait a little. Called by one taker at a time.</summary>
    public bool ShouldWait()
    {
        var rate = answers.PerSecond;
        if (rate < Few)
        {
            lookingSince = null;
            return false;
        }

        if (rate > Burst)
        {
            return true;
        }

        if (lookedAt is { } last && time.GetElapsedTime(last) < BetweenLooks)
        {
            return false;
        }

        lookingSince ??= time.GetTimestamp();
        if (time.GetElapsedTime(lookingSince.Value) < Look)
        {
            return true;
        }

        lookingSince = null;
        lookedAt = time.GetTimestamp();
        return false;
    }
}
