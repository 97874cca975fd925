using System.Diagnostics;

namespace PayHooks.Benchmarks.Load;

/// <summary>The answers of a run: every one was checked and timed.</summary>
internal sealed class Sample
{
    private readonly long[] sorted;
    private readonly double seconds;

    /// <summary>Takes the times of all answers, in <see cref="Stopwatch"/> ticks.</summary>
    public Sample(IEnumerable<List<long>> times, long failures, TimeSpan elapsed)
    {
        sorted = [.. times.SelectMany(one => one)];
        Array.Sort(sorted);
        Failures = failures;
        seconds = elapsed.TotalSeconds;
    }

    /// <summary>How many were answered with 200.</summary>
    public int Count => sorted.Length;

    /// <summary>How many were answered with anything else.</summary>
    public long Failures { get; }

    /// <summary>Answers with 200 in a second.</summary>
    public double PerSecond => sorted.Length / seconds;

    /// <summary>The time, in milliseconds, that this share of the answers did not exceed.</summary>
    public double Milliseconds(double share)
    {
        var index = (int)Math.Ceiling(share * sorted.Length) - 1;
        return sorted.Length == 0 ? 0 : sorted[Math.Clamp(index, 0, sorted.Length - 1)] * 1000.0 / Stopwatch.Frequency;
    }
}
