namespace PayHooks.Tests.Support;

/// <summary>A clock that moves only when a test moves it; timers fire on the moving thread, in order of their due time.</summary>
public sealed class ManualTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<ManualTimer> timers = [];

    // What has passed, and by how much the wall clock was set: timers and timestamps know nothing of the latter.
    private TimeSpan passed;
    private TimeSpan set;

    public ManualTime() : this(new DateTimeOffset(2026, 1, 15, 12, 0, 0, TimeSpan.Zero))
    {
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return start + passed + set;
        }
    }

    public override long GetTimestamp()
    {
        lock (gate)
        {
            return (start + passed).UtcTicks;
        }
    }

    /// <summary>How many timers wait.</summary>
    public int Waiting
    {
        get
        {
            lock (gate)
            {
                return timers.Count(timer => timer.Due is not null);
            }
        }
    }

    /// <summary>Whether a timer waits that was set for such a time.</summary>
    public bool Waits(Func<TimeSpan, bool> length)
    {
        lock (gate)
        {
            return timers.Exists(timer => timer.Due is not null && length(timer.Length));
        }
    }

    /// <summary>Sets the clock back, as an administrator does; timers do not notice.</summary>
    public void SetBack(TimeSpan by) => SetForward(-by);

    /// <summary>Sets the clock forward, as an administrator does; timers do not notice.</summary>
    public void SetForward(TimeSpan by)
    {
        lock (gate)
        {
            set += by;
        }
    }

    /// <summary>Moves the clock, stopping at every timer on the way.</summary>
    public void Advance(TimeSpan by)
    {
        TimeSpan end;
        lock (gate)
        {
            end = passed + by;
        }

        while (true)
        {
            ManualTimer? next;
            lock (gate)
            {
                next = timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
                if (next is null)
                {
                    passed = end;
                    return;
                }

                passed = next.Due!.Value > passed ? next.Due.Value : passed;
                next.Rearm();
            }

            next.Fire();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        lock (gate)
        {
            timers.Add(timer);
        }

        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class ManualTimer(ManualTime owner, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan period;

        public TimeSpan? Due { get; private set; }

        public TimeSpan Length { get; private set; }

        public void Rearm() => Due = period > TimeSpan.Zero ? Due + period : null;

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan newPeriod)
        {
            lock (owner.gate)
            {
                period = newPeriod == Timeout.InfiniteTimeSpan ? TimeSpan.Zero : newPeriod;
                Length = dueTime;
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : owner.passed + dueTime;
            }

            return true;
        }

        public void Dispose()
        {
            lock (owner.gate)
            {
                Due = null;
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
