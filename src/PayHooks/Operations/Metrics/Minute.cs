namespace PayHooks.Operations.Metrics;

/// <summary>The metrics of one minute; instances are reused.</summary>
internal sealed class Minute
{
    /// <summary>The minute's number, counted from the start of the calendar; −1 if unused.</summary>
    public long Number { get; private set; } = -1;

    public Counts Total { get; } = new();

    public Percentiles Ack { get; } = new();

    public Percentiles Lag { get; } = new();

    /// <summary>Counts by source; never more entries than configured sources.</summary>
    public Dictionary<string, Counts> Sources { get; } = new(StringComparer.Ordinal);

    /// <summary>Runs by handler.</summary>
    public Dictionary<string, HandlerRuns> Handlers { get; } = new(StringComparer.Ordinal);

    public void Begin(long number)
    {
        (Number, IsUnwritten) = (number, true);
        Total.Clear();
        Ack.Clear();
        Lag.Clear();
        Sources.Clear();
        Handlers.Clear();
    }

    /// <summary>Whether the minute must be written to the store: it is over or the process stops, and it was not written yet.</summary>
    public bool IsUnwritten { get; set; }

    /// <summary>Adds what another process counted in this minute.</summary>
    public void Add(MinuteRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        Total.Add(row.Total);
        Ack.Add(row.Ack);
        Lag.Add(row.Lag);
        foreach (var (source, counts) in row.Sources)
        {
            Of(source).Add(counts);
        }

        foreach (var (handler, runs) in row.Handlers)
        {
            RunsOf(handler).Add(runs);
        }
    }

    public HandlerRuns RunsOf(string handler)
    {
        if (!Handlers.TryGetValue(handler, out var runs))
        {
            Handlers.Add(handler, runs = new HandlerRuns());
        }

        return runs;
    }

    public Counts Of(string source)
    {
        if (!Sources.TryGetValue(source, out var counts))
        {
            Sources.Add(source, counts = new Counts());
        }

        return counts;
    }

    /// <summary>How often each outcome occurred.</summary>
    public sealed class Counts
    {
        public long Accepted { get; set; }

        public long Refused { get; set; }

        public long Unavailable { get; set; }

        public long Completed { get; set; }

        public long Failed { get; set; }

        public long Dead { get; set; }

        public long Conflicts { get; set; }

        public void Add(Counts others)
        {
            Accepted += others.Accepted;
            Refused += others.Refused;
            Unavailable += others.Unavailable;
            Completed += others.Completed;
            Failed += others.Failed;
            Dead += others.Dead;
            Conflicts += others.Conflicts;
        }

        public void Clear() => (Accepted, Refused, Unavailable, Completed, Failed, Dead, Conflicts) = (0, 0, 0, 0, 0, 0, 0);
    }
}
