namespace PayHooks.Sqlite;

/// <summary>
/// Decides whether the work on events makes way for answers. Where both cannot be had the answers come first: senders wait for
/// them, and what they brought is safe.
/// </summary>
/// <remarks>
/// How many deliveries want to come in cannot be seen while the work takes the processors from them. So, when there are many, the
/// work stands back for a moment now and then. If they come much faster then, and as slowly as before once it has gone on, it was
/// the work that kept them down: a burst. The work then stands back, and tries every two seconds whether that is still needed. So
/// many that they could not be brought to completion are a burst in any case. At any other rate at which deliveries come no faster
/// without it, nothing but the looks, a fiftieth of the time, holds the work up.
/// </remarks>
/// <param name="time">A clock for the processors, whatever time the events are told it is.</param>
internal sealed class BurstBrake(TimeProvider time)
{
    // A second; so few leave room for the work in any case.
    private const double Few = 1000;

    // A second; more than two processors could also bring to completion.
    private const double Most = 5000;

    // How much faster they must come without the work for a burst.
    private const double Faster = 1.3;

    // In a burst: how near to the rate beside the work the rate must fall for the burst to be over.
    private const double Over = 1.1;

    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(2);

    private State state;
    private long counted;
    private long countedBefore;
    private long windowStart = time.GetTimestamp();
    private long lastLook = time.GetTimestamp() - (long)(BetweenLooks.TotalSeconds * time.TimestampFrequency);
    private double besideWork;
    private double withoutWork;

    private enum State
    {
        // The work goes on.
        Working,

        // It stands back, to see whether deliveries come faster.
        Looking,

        // It goes on, to see whether they come more slowly.
        Trying,

        // It stands back.
        Burst,
    }

    /// <summary>Counts deliveries that were made durable. Called by one thread, the writer's.</summary>
    public void Count(int deliveries) => Volatile.Write(ref counted, counted + deliveries);

    /// <summary>Whether the next batch of work should wait a little. Called by one taker at a time.</summary>
    public bool ShouldWait()
    {
        var elapsed = time.GetElapsedTime(windowStart);
        if (elapsed >= (state is State.Looking or State.Trying ? Moment : Window))
        {
            var now = Volatile.Read(ref counted);
            state = Judge((now - countedBefore) / elapsed.TotalSeconds);
            (countedBefore, windowStart) = (now, time.GetTimestamp());
        }

        return state is State.Looking or State.Burst;
    }

    private State Judge(double rate)
    {
        if (rate >= Most)
        {
            withoutWork = rate;
            return State.Burst;
        }

        switch (state)
        {
            case State.Working when rate >= Few && time.GetElapsedTime(lastLook) >= BetweenLooks:
                besideWork = rate;
                return State.Looking;
            case State.Looking:
                withoutWork = rate;
                lastLook = time.GetTimestamp();
                return rate > besideWork * Faster ? State.Trying : State.Working;
            case State.Trying:
                besideWork = rate;
                lastLook = time.GetTimestamp();
                return withoutWork > rate * Faster ? State.Burst : State.Working;
            case State.Burst when rate < Math.Max(Few, besideWork * Over):
                return State.Working;
            case State.Burst:
                withoutWork = rate;
                return time.GetElapsedTime(lastLook) >= BetweenTries ? State.Trying : State.Burst;
            default:
                return State.Working;
        }
    }
}
