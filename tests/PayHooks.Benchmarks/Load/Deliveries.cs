namespace PayHooks.Benchmarks.Load;

/// <summary>
/// What is sent, one after the other. Signed before anything is measured; a run that needs more than the pool holds signs
/// further ones while it runs, a microsecond or two each.
/// </summary>
internal sealed class Deliveries
{
    private const long MostPooledBytes = 512 * 1024 * 1024;

    private readonly DeliveryTemplate[] templates;
    private readonly byte[][] pool;
    private readonly long firstEvent;
    private readonly double distinct;
    private long next = -1;

    /// <summary>Signs the pool.</summary>
    /// <param name="shape">Body size, sources, share of repeats.</param>
    /// <param name="pooled">How many to sign now.</param>
    /// <param name="firstEvent">The first event's number: runs on one ledger must not repeat each other's events.</param>
    public Deliveries(DeliveryShape shape, int pooled, long firstEvent = 0)
    {
        templates = [.. shape.SourceNames().Select(source => new DeliveryTemplate(source, shape.BodyBytes))];
        distinct = 1 - shape.Duplicates;
        this.firstEvent = firstEvent;
        pool = new byte[Math.Min(pooled, MostPooledBytes / shape.BodyBytes)][];
        Parallel.For(0, pool.Length, i => pool[i] = Create(i));
    }

    /// <summary>The next request.</summary>
    public ReadOnlyMemory<byte> Next()
    {
        var number = Interlocked.Increment(ref next);
        return number < pool.Length ? pool[number] : Create(number);
    }

    /// <summary>A genuine request, a forged one and an unsigned one, outside of the sequence.</summary>
    public (byte[] Genuine, byte[] Forged, byte[] Unsigned) Probes()
    {
        var number = DeliveryTemplate.LargestNumber;
        return (templates[0].Create(number), templates[0].Forge(number), templates[0].Unsign(number));
    }

    // Repeats follow their first delivery at once: side by side is where they are hardest.
    private byte[] Create(long number)
    {
        var told = firstEvent + (long)(number * distinct);
        return templates[told % templates.Length].Create(told);
    }
}

/// <summary>What deliveries look like.</summary>
/// <param name="BodyBytes">The size of each body.</param>
/// <param name="Sources">How many sources they are for, in turn.</param>
/// <param name="Duplicates">Which share of them repeats the one before, 0 to below 1.</param>
internal sealed record DeliveryShape(int BodyBytes = 1024, int Sources = 1, double Duplicates = 0)
{
    /// <summary>The names of the sources.</summary>
    public IEnumerable<string> SourceNames() =>
        Sources == 1 ? [DeliveryTemplate.Source] : Enumerable.Range(0, Sources).Select(number => $"shop_{number}");
}
