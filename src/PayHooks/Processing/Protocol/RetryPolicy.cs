namespace PayHooks.Processing.Protocol;

/// <summary>Determines when a failed event is retried.</summary>
/// <param name="delays">The delay before each retry.</param>
/// <param name="random">A number in [0, 1) for the jitter.</param>
internal sealed class RetryPolicy(IReadOnlyList<TimeSpan> delays, Func<double> random)
{
    // Queues accept delays of at most seven days; the longest allowed setting, six days, stays below that with jitter.
    private const double Jitter = 0.1;

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(6);

    /// <summary>
    /// The delay after the given number of attempts, ± 10 %, so that events that failed together are not retried together; null if the
    /// attempts are used up.
    /// </summary>
    public TimeSpan? DelayAfter(int attempts) => DelayOf(delays, attempts);

    /// <summary>The delay after an attempt in which handlers failed; null if the event is not retried.</summary>
    /// <param name="attempts">The number of attempts.</param>
    /// <param name="errors">The errors of the handlers, which may say that trying again is useless, or when it is not.</param>
    /// <param name="schedules">
    /// The schedules of these handlers; null for the settings'. The event is tried again while one of them has attempts left, at the
    /// latest of their times: all that failed run together.
    /// </param>
    public TimeSpan? DelayAfter(
        int attempts, IReadOnlyCollection<Exception?> errors, IReadOnlyCollection<IReadOnlyList<TimeSpan>?>? schedules = null)
    {
        ArgumentNullException.ThrowIfNull(errors);
        var scheduled = schedules is null or { Count: 0 }
            ? DelayAfter(attempts)
            : schedules.Select(own => DelayOf(own ?? delays, attempts)).Max();
        if (scheduled is not { } delay || (errors.Count > 0 && errors.All(error => error is PermanentFailureException)))
        {
            return null;
        }

        TimeSpan[] asked = [.. errors.OfType<RetryAfterException>().Select(error => error.Delay)];
        if (asked.Length == 0)
        {
            return delay;
        }

        // A handler that does not say when follows the settings; the event waits for the later one.
        var others = errors.Any(error => error is not (RetryAfterException or PermanentFailureException));
        var latest = others && delay > asked.Max() ? delay : asked.Max();
        return TimeSpan.FromTicks(Math.Clamp(latest.Ticks, Shortest.Ticks, Longest.Ticks));
    }

    private TimeSpan? DelayOf(IReadOnlyList<TimeSpan> schedule, int attempts) => attempts > schedule.Count
        ? null
        : schedule[attempts - 1] * (1 + (((random() * 2) - 1) * Jitter));

    /// <summary>The delay before a requeued message is processed again: 5 s, 10 s, … 10 min.</summary>
    public static TimeSpan RequeueDelay(int putBacks) =>
        TimeSpan.FromSeconds(Math.Min(600, 5 * Math.Pow(2, Math.Min(putBacks, 7))));
}
