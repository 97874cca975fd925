namespace PayHooks.Processing.Protocol;

/// <summary>When a failed event is tried again.</summary>
/// <param name="delays">The delay before each retry.</param>
/// <param name="random">A number in [0, 1) for the jitter.</param>
internal sealed class RetryPolicy(IReadOnlyList<TimeSpan> delays, Func<double> random)
{
    // Queues accept delays of at most seven days; the longest setting of six stays below it with its jitter.
    private const double Jitter = 0.1;

    /// <summary>
    /// The delay after the given number of ended attempts, ± 10 %, so that events that failed together do not come back
    /// together; null when the attempts are used up.
    /// </summary>
    public TimeSpan? DelayAfter(int attempts) => attempts > delays.Count
        ? null
        : delays[attempts - 1] * (1 + (((random() * 2) - 1) * Jitter));

    /// <summary>The delay before a message that cannot be worked on yet is looked at again: 5 s, 10 s, … 10 min.</summary>
    public static TimeSpan RequeueDelay(int putBacks) =>
        TimeSpan.FromSeconds(Math.Min(600, 5 * Math.Pow(2, Math.Min(putBacks, 7))));
}
