namespace PayHooks.Operations.Metrics;

/// <summary>
/// The metrics of this process over the last hour, minute by minute, in at most half a megabyte, and up to a kilobyte for each minute and
/// handler that ran in it. The values are those that the meter
/// <see cref="Diagnostics.Telemetry.Name"/> reports (<see cref="MeterReader"/>).
/// </summary>
internal sealed class RecentMetrics(TimeProvider time)
{
    /// <summary>The number of minutes kept.</summary>
    public const int Minutes = 60;

    private readonly Lock gate = new();
    private readonly Minute[] ring = [.. Enumerable.Range(0, Minutes).Select(_ => new Minute())];

    /// <summary>Counts a delivery that received a response.</summary>
    /// <param name="source">The configured source, or null if the source is unknown.</param>
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

    /// <summary>Counts a processed message.</summary>
    /// <param name="outcome">completed, retrying or dead; other values are not counted.</param>
    public void Processed(string? outcome)
    {
        lock (gate)
        {
            Count(Now().Total, outcome);
        }
    }

    /// <summary>Counts a delivery that contradicts the first delivery of its event.</summary>
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

    /// <summary>Records the response time of a genuine delivery.</summary>
    public void Acknowledged(double seconds)
    {
        lock (gate)
        {
            Now().Ack.Add(seconds);
        }
    }

    /// <summary>Records how late work started.</summary>
    public void Started(double seconds)
    {
        lock (gate)
        {
            Now().Lag.Add(seconds);
        }
    }

    /// <summary>Records a run of a handler.</summary>
    public void Ran(string? handler, string? outcome, double seconds)
    {
        lock (gate)
        {
            if (handler is not null)
            {
                Now().RunsOf(handler).Add(outcome is not ("succeeded" or "interrupted"), seconds);
            }
        }
    }

    /// <summary>The number of the oldest minute that is kept.</summary>
    public long FirstMinute => NumberOf(time.GetUtcNow()) - Minutes + 1;

    /// <summary>Returns the minutes that are over and were not returned yet.</summary>
    /// <param name="all">Whether to return the present minute, too; the process stops.</param>
    public IReadOnlyList<MinuteRow> TakeUnwritten(bool all)
    {
        lock (gate)
        {
            var now = NumberOf(time.GetUtcNow());
            List<MinuteRow> taken = [];
            foreach (var minute in ring.Where(minute => minute.IsUnwritten && (all || minute.Number < now)))
            {
                minute.IsUnwritten = false;
                taken.Add(MinuteRow.Of(minute));
            }

            return taken;
        }
    }

    /// <summary>Returns a minute again with the next call of <see cref="TakeUnwritten"/>, because it could not be written.</summary>
    public void Failed(long number)
    {
        lock (gate)
        {
            var minute = ring[number % Minutes];
            minute.IsUnwritten = minute.Number == number;
        }
    }

    /// <summary>Reads the metrics of the last hour.</summary>
    /// <param name="others">What other processes counted.</param>
    public Figures Read(params IReadOnlyList<MinuteRow> others)
    {
        var added = others.GroupBy(row => row.Number).ToDictionary(rows => rows.Key, rows => rows.ToArray());
        lock (gate)
        {
            var last = NumberOf(time.GetUtcNow());
            var (ack, lag) = (new Percentiles(), new Percentiles());
            var minutes = new List<MinuteFigures>(Minutes);
            var handlers = new Dictionary<string, HandlerRuns>(StringComparer.Ordinal);
            var sources = new Dictionary<string, (long Accepted, long Refused, long Conflicts)>(StringComparer.Ordinal);
            for (var number = last - Minutes + 1; number <= last; number++)
            {
                var minute = Sum(number, added.GetValueOrDefault(number));
                minutes.Add(new MinuteFigures(AtOf(number), minute.Total));
                ack.Add(minute.Ack);
                lag.Add(minute.Lag);
                foreach (var (handler, runs) in minute.Handlers)
                {
                    handlers.TryAdd(handler, new HandlerRuns());
                    handlers[handler].Add(runs);
                }

                foreach (var (source, counts) in minute.Sources)
                {
                    var sum = sources.GetValueOrDefault(source);
                    sources[source] = (sum.Accepted + counts.Accepted, sum.Refused + counts.Refused, sum.Conflicts + counts.Conflicts);
                }
            }

            return new Figures(minutes, new DurationFigures(ack), new DurationFigures(lag), sources, handlers);
        }
    }

    private Minute Sum(long number, MinuteRow[]? others)
    {
        var own = ring[number % Minutes];
        if (others is null && own.Number == number)
        {
            return own;
        }

        var sum = new Minute();
        foreach (var row in (others ?? []).Concat(own.Number == number ? [MinuteRow.Of(own)] : []))
        {
            sum.Add(row);
        }

        return sum;
    }

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
