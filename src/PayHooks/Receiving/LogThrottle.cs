using System.Collections.Concurrent;
using System.Globalization;

namespace PayHooks.Receiving;

/// <summary>
/// Allows the first few log entries of a kind per minute, counts the others, and reports the count at the end of the minute. Its memory is
/// bounded by the number of keys, so keys must not contain caller-supplied data.
/// </summary>
internal sealed class LogThrottle(TimeProvider time) : IDisposable
{
    /// <summary>Entries allowed per minute.</summary>
    public const int Passing = 5;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(string Source, string Reason), Minute> minutes = new();

    /// <summary>Whether this entry may be logged in full.</summary>
    /// <param name="key">Identifies the kind of entry.</param>
    /// <param name="reportMore">Reports the number of suppressed entries, with a thousands separator; called once at the end of the
    /// minute.</param>
    public bool MayPass((string Source, string Reason) key, Action<string> reportMore) =>
        minutes.GetOrAdd(key, static (_, clock) => new Minute(clock), time).MayPass(reportMore);

    /// <summary>Reports pending counts.</summary>
    public void Dispose()
    {
        foreach (var minute in minutes.Values)
        {
            minute.End();
        }
    }

    private sealed class Minute(TimeProvider time)
    {
        private readonly Lock gate = new();
        private long startedAt = time.GetTimestamp();
        private int passed;
        private long held;
        private Action<string>? report;
        private ITimer? timer;

        public bool MayPass(Action<string> reportMore)
        {
            lock (gate)
            {
                if (held == 0 && time.GetElapsedTime(startedAt) >= Window)
                {
                    (startedAt, passed) = (time.GetTimestamp(), 0);
                }

                if (passed < Passing)
                {
                    passed++;
                    return true;
                }

                held++;
                report = reportMore;
                timer ??= time.CreateTimer(static state => ((Minute)state!).End(), this, Left(), Timeout.InfiniteTimeSpan);
                return false;
            }
        }

        public void End()
        {
            lock (gate)
            {
                timer?.Dispose();
                timer = null;
                if (held > 0)
                {
                    report?.Invoke(held.ToString("#,0", CultureInfo.InvariantCulture));
                }

                (startedAt, passed, held) = (time.GetTimestamp(), 0, 0);
            }
        }

        private TimeSpan Left()
        {
            var left = Window - time.GetElapsedTime(startedAt);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }
}
