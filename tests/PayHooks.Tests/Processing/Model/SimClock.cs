namespace PayHooks.Tests.Processing.Model;

/// <summary>
/// The clock of one worker: the world's time and a constant error. Its timers are due by the world's time but fire only when
/// the simulation lets them: a process that stalls comes to its timers late.
/// </summary>
internal sealed class SimClock(Func<DateTimeOffset> world, TimeSpan skew) : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<Timer> timers = [];
    private readonly Func<DateTimeOffset> now = world;

    public TimeSpan Skew => skew;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>When the next timer is due, by the world's time, or null.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            lock (gate)
            {
                return timers.Min(timer => timer.Due);
            }
        }
    }

    public override DateTimeOffset GetUtcNow() => now() + skew;

    public override long GetTimestamp() => now().UtcTicks;

    /// <summary>Whether a timer of one of these lengths runs.</summary>
    public bool Waits(params ReadOnlySpan<TimeSpan> lengths)
    {
        lock (gate)
        {
            foreach (var timer in timers)
            {
                if (timer.Due is not null && lengths.Contains(timer.Length))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Takes the next timer that is due; null when none is. It fires when it is told to.</summary>
    public Timer? TakeDue()
    {
        lock (gate)
        {
            var next = timers.Where(timer => timer.Due <= now()).MinBy(timer => timer.Due);
            next?.Stop();
            return next;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        lock (gate)
        {
            timers.Add(timer);
        }

        timer.Change(dueTime, period);
        return timer;
    }

    internal sealed class Timer(SimClock owner, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset? Due { get; private set; }

        /// <summary>How long it runs: what it is for, since each wait of the product has a length of its own.</summary>
        public TimeSpan Length { get; private set; }

        public void Stop() => Due = null;

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (owner.gate)
            {
                Length = dueTime;
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : owner.now() + dueTime;
            }

            return true;
        }

        public void Dispose()
        {
            lock (owner.gate)
            {
                owner.timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
