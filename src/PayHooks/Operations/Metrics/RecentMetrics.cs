namespace PayHooks.Operations.Metrics;

/// <summary>
/// The figures of this process over the last hour, minute by minute: half a megabyte at most, however much happens. What is
/// reported is what the meter <see cref="Diagnostics.Telemetry.Name"/> reports (<see cref="MeterReader"/>).
/// </summary>
internal sealed class RecentMetrics(TimeProvider time)
{
    /// <summary>How many minutes are remembered.</summary>
    public const int Minutes = 60;

    private readonly Lock gate = new();
    private readonly Minute[] ring = [.. Enumerable.Range(0, Minutes).Select(_ => new Minute())];

    /// <summary>Since when this process counts.</summary>
    public DateTimeOffset Since { get; } = time.GetUtcNow();

    /// <summary>A delivery was answered.</summary>
    /// <param name="source">The configured source, or null when there is no such source.</param>
    /// <param name="outcome">accepted, refused or unavailable.</param>
    public void Delivered(string? source, string? outcome)
    {
        lock (gate)
        {
            var minute = Now();
            Count(minute.Total, outcome);
            if (source is not null)
            {
                Count(minute.Of(source), outcome);
            }
        }
    }

    /// <summary>A message was processed.</summary>
    /// <param name="outcome">completed, retrying, dead, or another that is not counted.</param>
    public void Processed(string? outcome)
    {
        lock (gate)
        {
            Count(Now().Total, outcome);
        }
    }

    /// <summary>A delivery contradicted the first one of its event.</summary>
    public void Conflicted(string? source)
    {
        lock (gate)
        {
            if (source is not null)
            {
                Now().Of(source).Conflicts++;
            }
        }
    }

    /// <summary>A genuine delivery was answered after so many seconds.</summary>
    public void Acknowledged(double seconds)
    {
        lock (gate)
        {
            Now().Ack.Add(seconds);
        }
    }

    /// <summary>Work began so many seconds after it was due.</summary>
    public void Started(double seconds)
    {
        lock (gate)
        {
            Now().Lag.Add(seconds);
        }
    }

    /// <summary>The last hour.</summary>
    public Figures Read()
    {
        lock (gate)
        {
            var last = NumberOf(time.GetUtcNow());
            var (ack, lag) = (new Percentiles(), new Percentiles());
            var minutes = new List<MinuteFigures>(Minutes);
            var sources = new Dictionary<string, (long Accepted, long Refused, long Conflicts)>(StringComparer.Ordinal);
            for (var number = last - Minutes + 1; number <= last; number++)
            {
                var minute = ring[number % Minutes];
                var isThis = minute.Number == number;
                minutes.Add(new MinuteFigures(AtOf(number), isThis ? minute.Total : Empty));
                if (!isThis)
                {
                    continue;
                }

                ack.Add(minute.Ack);
                lag.Add(minute.Lag);
                foreach (var (source, counts) in minute.Sources)
                {
                    var sum = sources.GetValueOrDefault(source);
                    sources[source] = (sum.Accepted + counts.Accepted, sum.Refused + counts.Refused, sum.Conflicts + counts.Conflicts);
                }
            }

            return new Figures(minutes, new DurationFigures(ack), new DurationFigures(lag), sources);
        }
    }

    private static readonly Minute.Counts Empty = new();

    private static void Count(Minute.Counts counts, string? outcome)
    {
        switch (outcome)
        {
            case "accepted": counts.Accepted++; break;
            case "refused": counts.Refused++; break;
            case "unavailable": counts.Unavailable++; break;
            case "completed": counts.Completed++; break;
            case "retrying": counts.Failed++; break;
            case "dead": counts.Dead++; break;
            default: break;
        }
    }

    private Minute Now()
    {
        var number = NumberOf(time.GetUtcNow());
        var minute = ring[number % Minutes];
        if (minute.Number != number)
        {
            minute.Begin(number);
        }

        return minute;
    }

    private static long NumberOf(DateTimeOffset at) => at.UtcTicks / TimeSpan.TicksPerMinute;

    private static DateTimeOffset AtOf(long number) => new(number * TimeSpan.TicksPerMinute, TimeSpan.Zero);
}
