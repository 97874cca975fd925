namespace PayHooks.Benchmarks.Load;

/// <summary>The figures of one system under one load: what the report shows and the JSON file holds.</summary>
internal sealed record Measurement
{
    /// <summary>Answers with 200 in a second.</summary>
    public required double RequestsPerSecond { get; init; }

    /// <summary>The time to the answer that half of them did not exceed.</summary>
    public required double P50Ms { get; init; }

    /// <summary>95 of 100.</summary>
    public required double P95Ms { get; init; }

    /// <summary>99 of 100.</summary>
    public required double P99Ms { get; init; }

    /// <summary>999 of 1,000.</summary>
    public required double P999Ms { get; init; }

    /// <summary>Processor seconds of the system's processes for 100,000 answers.</summary>
    public required double CpuSecondsPer100k { get; init; }

    /// <summary>The most resident memory of the system's processes.</summary>
    public required double PeakMb { get; init; }

    /// <summary>From the start of the process to its first 200.</summary>
    public required double StartMs { get; init; }

    /// <summary>Answers other than 200, or lost ones.</summary>
    public required long Failures { get; init; }
}
