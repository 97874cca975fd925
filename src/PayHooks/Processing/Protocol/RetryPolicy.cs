namespace PayHooks.Processing.Protocol;

/// <summary>Determines when a failed event is retried.</summary>
/// <param name="delays">The delay before each retry.</param>
/// <param name="random">A number in [0, 1) for the jitter.</param>
internal sealed class RetryPolicy(IReadOnlyList<TimeSpan> delays, Func<double> random)
{
    // Queues accept delays of at most seven days; the longest allowed setting, six days, stays below that with jitter.
    private const double Jitter = 0.1;

    /// <summary>
    /// The delay after the given number of attempts, ± 10 %, so that events that failed together are not retried together; null if the
    /// attempts are used up.
    /// </summary>
    public TimeSpan? DelayAfter(int attempts) => attempts > delays.Count
        ? null
        : delays[attempts - 1] * (1 + (((random() * 2) - 1) * Jitter));

    /// <summary>The delay before a requeued message is processed again: 5 s, 10 s, … 10 min.</summary>
    public static TimeSpan RequeueDelay(int putBacks) =>
        TimeSpan.FromSeconds(Math.Min(600, 5 * Math.Pow(2, Math.Min(putBacks, 7))));
}
