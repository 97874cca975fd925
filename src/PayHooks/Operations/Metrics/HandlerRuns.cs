namespace PayHooks.Operations.Metrics;

/// <summary>The runs of a handler.</summary>
internal sealed class HandlerRuns
{
    /// <summary>How often it ran.</summary>
    public long Count { get; set; }

    /// <summary>How many of the runs failed or took too long.</summary>
    public long Failed { get; set; }

    /// <summary>How long the runs took together.</summary>
    public double Seconds { get; set; }

    /// <summary>Adds other runs.</summary>
    public void Add(HandlerRuns others)
    {
        ArgumentNullException.ThrowIfNull(others);
        Count += others.Count;
        Failed += others.Failed;
        Seconds += others.Seconds;
    }
}
