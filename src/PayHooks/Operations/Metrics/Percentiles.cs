using System.Numerics;

namespace PayHooks.Operations.Metrics;

/// <summary>
/// A histogram of durations in a fixed amount of memory: sixteen buckets per doubling, from a microsecond to an hour, so that percentiles
/// are accurate to within 5 %.
/// </summary>
internal sealed class Percentiles
{
    private const int StepBits = 4;
    private const int Steps = 1 << StepBits;
    private const int Doublings = 32;

    private readonly int[] counts = new int[Doublings * Steps];

    public long Count { get; private set; }

    public void Add(double seconds) => Add(BucketOf(seconds), 1);

    /// <summary>Adds measurements to a bucket; an unknown one is ignored.</summary>
    public void Add(int bucket, int count)
    {
        if (bucket >= 0 && bucket < counts.Length)
        {
            counts[bucket] += count;
            Count += count;
        }
    }

    public void Add(Percentiles others)
    {
        for (var step = 0; step < counts.Length; step++)
        {
            counts[step] += others.counts[step];
        }

        Count += others.Count;
    }

    /// <summary>Adds buckets that <see cref="ToBuckets"/> returned; unknown ones are ignored.</summary>
    public void Add(IReadOnlyList<int> buckets)
    {
        for (var position = 0; position + 1 < buckets.Count; position += 2)
        {
            Add(buckets[position], buckets[position + 1]);
        }
    }

    /// <summary>Returns the buckets that are not empty: number, count, number, count, and so on.</summary>
    public IReadOnlyList<int> ToBuckets()
    {
        List<int> buckets = [];
        for (var step = 0; step < counts.Length; step++)
        {
            if (counts[step] > 0)
            {
                buckets.Add(step);
                buckets.Add(counts[step]);
            }
        }

        return buckets;
    }

    public void Clear()
    {
        Array.Clear(counts);
        Count = 0;
    }

    /// <summary>The given percentile in milliseconds; null if nothing was measured.</summary>
    public double? Of(double share)
    {
        var wanted = (long)Math.Ceiling(share * Count);
        for (var step = 0; step < counts.Length && Count > 0; step++)
        {
            if ((wanted -= counts[step]) <= 0)
            {
                return Math.Round(MiddleOf(step) / 1000, 3);
            }
        }

        return null;
    }

    /// <summary>The number of the bucket of a duration.</summary>
    /// <remarks>As in floating-point numbers: the position of the highest bit, followed by the next lower bits.</remarks>
    public static int BucketOf(double seconds)
    {
        var microseconds = (uint)Math.Clamp(seconds * 1e6, 0, uint.MaxValue);
        if (microseconds < Steps)
        {
            return (int)microseconds;
        }

        var doubling = BitOperations.Log2(microseconds) - StepBits;
        return ((doubling + 1) << StepBits) + (int)((microseconds >> doubling) & (Steps - 1));
    }

    private static double MiddleOf(int step)
    {
        if (step < Steps)
        {
            return step;
        }

        var doubling = (step >> StepBits) - 1;
        return (Steps + (step & (Steps - 1)) + 0.5) * (1L << doubling);
    }
}
