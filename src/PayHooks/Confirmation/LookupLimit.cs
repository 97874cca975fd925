using System.Collections.Concurrent;

namespace PayHooks.Confirmation;

/// <summary>
/// Limits the lookups of a source that notices cause which anybody could have written: 5 a second and instance, after 60 at once. What is
/// refused is told when to come back, at the same rate.
/// </summary>
internal sealed class LookupLimit(TimeProvider time)
{
    /// <summary>The lookups that are possible at once after a pause.</summary>
    public const int Burst = 60;

    /// <summary>The time in which one more lookup becomes possible.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1) / 5;

    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, Bucket> buckets = new(StringComparer.Ordinal);
    private readonly long start = time.GetTimestamp();

    /// <summary>Takes a lookup of the source; null if it may be made, otherwise how long to wait.</summary>
    public TimeSpan? Take(string source)
    {
        var bucket = buckets.GetOrAdd(source, static _ => new Bucket());
        lock (bucket)
        {
            // Monotonic: a clock that is set must neither stop the lookups nor let all of them pass.
            var now = time.GetElapsedTime(start);
            var full = Later(bucket.Used, now);
            if (full - now <= Interval * (Burst - 1))
            {
                bucket.Used = full + Interval;
                return null;
            }

            bucket.Waiting = Later(bucket.Waiting, now) + Interval;
            var wait = bucket.Waiting - now;
            return wait < ShortestWait ? ShortestWait : wait > LongestWait ? LongestWait : wait;
        }
    }

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;

    // Used: when the bucket would be full again. Waiting: when the last one that was refused comes back.
    private sealed class Bucket
    {
        public TimeSpan Used { get; set; }

        public TimeSpan Waiting { get; set; }
    }
}
