namespace PayHooks.Sqlite;

/// <summary>
/// Decides whether the work on events makes way for answers. Where both cannot be had the answers come first: senders wait for
/// them, and what they brought is safe.
/// </summary>
/// <remarks>
/// How many deliveries want to come in cannot be seen while the work takes the processors from them. So, when there are many, the
/// work stands back for a moment now and then. If they come no faster for it, nothing holds the work up, at any rate. If they do,
/// it is a burst, and the work stands back until they come as slowly again as they had come beside it.
/// </remarks>
/// <param name="time">A clock for the processors, whatever time the events are told it is.</param>
internal sealed class BurstBrake(TimeProvider time)
{
    // A second; so few leave room for the work in any case.
    private const double Few = 1000;

    // How much faster they must come for a burst, and how much faster than before they may still come after it.
    private const double Faster = 1.5;
    private const double AsSlow = 1.2;

    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(5);

    private State state;
    private long counted;
    private long countedBefore;
    private long since = time.GetTimestamp();
    private long? lookedAt;
    private double rateBesideWork;

    private enum State
    {
        Working,
        Looking,
        Burst,
    }

    /// <summary>Counts deliveries that were made durable. Called by one thread, the writer's.</summary>
    public void Count(int deliveries) => Volatile.Write(ref counted, counted + deliveries);

    /// <summary>Whether the next batch of work should wait a little. Called by one taker at a time.</summary>
    public bool ShouldWait()
    {
        var elapsed = time.GetElapsedTime(since);
        if (elapsed >= (state == State.Looking ? Look : Window))
        {
            var now = Volatile.Read(ref counted);
            Judge((now - countedBefore) / elapsed.TotalSeconds);
            (countedBefore, since) = (now, time.GetTimestamp());
        }

        return state != State.Working;
    }

    private void Judge(double rate)
    {
        switch (state)
        {
            case State.Working when rate >= Few && (lookedAt is not { } last || time.GetElapsedTime(last) >= BetweenLooks):
                (state, rateBesideWork, lookedAt) = (State.Looking, rate, time.GetTimestamp());
                break;
            case State.Looking:
                state = rate > rateBesideWork * Faster ? State.Burst : State.Working;
                break;
            case State.Burst when rate < rateBesideWork * AsSlow:
                state = State.Working;
                break;
        }
    }
}
