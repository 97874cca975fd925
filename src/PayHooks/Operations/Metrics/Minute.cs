namespace PayHooks.Operations.Metrics;

/// <summary>What happened in one minute; used again and again.</summary>
internal sealed class Minute
{
    /// <summary>Which minute it is, counted from the beginning of the calendar; −1 for none yet.</summary>
    public long Number { get; private set; } = -1;

    public Counts Total { get; } = new();

    public Percentiles Ack { get; } = new();

    public Percentiles Lag { get; } = new();

    /// <summary>By source; never more of them than are configured.</summary>
    public Dictionary<string, Counts> Sources { get; } = new(StringComparer.Ordinal);

    public void Begin(long number)
    {
        Number = number;
        Total.Clear();
        Ack.Clear();
        Lag.Clear();
        Sources.Clear();
    }

    public Counts Of(string source)
    {
        if (!Sources.TryGetValue(source, out var counts))
        {
            Sources.Add(source, counts = new Counts());
        }

        return counts;
    }

    /// <summary>How often each outcome came.</summary>
    public sealed class Counts
    {
        public long Accepted { get; set; }

        public long Refused { get; set; }

        public long Unavailable { get; set; }

        public long Completed { get; set; }

        public long Failed { get; set; }

        public long Dead { get; set; }

        public long Conflicts { get; set; }

        public void Clear() => (Accepted, Refused, Unavailable, Completed, Failed, Dead, Conflicts) = (0, 0, 0, 0, 0, 0, 0);
    }
}
