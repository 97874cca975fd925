namespace PayHooks.Operations.Metrics;

/// <summary>The runs of a handler.</summary>
internal sealed class HandlerRuns
{
    /// <summary>How often it ran.</summary>
    public long Count { get; set; }

    /// <summary>How many of the runs failed or took too long.</summary>
    public long Failed { get; set; }

    /// <summary>How many runs took how long, by the number of the bucket (<see cref="Percentiles.BucketOf"/>).</summary>
    public Dictionary<int, int> Durations { get; set; } = [];

    /// <summary>Adds a run.</summary>
    public void Add(bool isFailed, double seconds)
    {
        Count++;
        Failed += isFailed ? 1 : 0;
        Add(Percentiles.BucketOf(seconds), 1);
    }

    /// <summary>Adds other runs.</summary>
    public void Add(HandlerRuns others)
    {
        ArgumentNullException.ThrowIfNull(others);
        Count += others.Count;
        Failed += others.Failed;
        foreach (var (bucket, count) in others.Durations)
        {
            Add(bucket, count);
        }
    }

    private void Add(int bucket, int count) => Durations[bucket] = Durations.GetValueOrDefault(bucket) + count;
}
