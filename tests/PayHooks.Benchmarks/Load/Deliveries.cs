namespace PayHooks.Benchmarks.Load;

/// <summary>
/// What is sent, one after the other. Signed before anything is measured; a run that needs more than the pool holds signs
/// further ones while it runs, a microsecond or two each. The pool is one array: hundreds of thousands of small ones cost the
/// generator a garbage collection of a third of a second in the middle of a run.
/// </summary>
internal sealed class Deliveries
{
    private const long MostPooledBytes = 512 * 1024 * 1024;

    private readonly DeliveryTemplate[] templates;
    private readonly byte[] pool;
    private readonly int places;
    private readonly int placeBytes;
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
        placeBytes = templates.Max(template => template.Length);
        places = (int)Math.Min(pooled, MostPooledBytes / placeBytes);
        pool = GC.AllocateUninitializedArray<byte>(places * placeBytes);
        Parallel.For(0, places, i => Template(i).Write(Event(i), Place(i).Span));
    }

    /// <summary>The next request.</summary>
    public ReadOnlyMemory<byte> Next()
    {
        var number = Interlocked.Increment(ref next);
        return number < places ? Place((int)number)[..Template(number).Length] : Template(number).Create(Event(number));
    }

    /// <summary>A genuine request, a forged one and an unsigned one, outside of the sequence.</summary>
    public (byte[] Genuine, byte[] Forged, byte[] Unsigned) Probes()
    {
        var number = DeliveryTemplate.LargestNumber;
        return (templates[0].Create(number), templates[0].Forge(number), templates[0].Unsign(number));
    }

    private Memory<byte> Place(int number) => pool.AsMemory(number * placeBytes, placeBytes);

    private DeliveryTemplate Template(long number) => templates[Event(number) % templates.Length];

    // Repeats follow their first delivery at once: side by side is where they are hardest.
    private long Event(long number) => firstEvent + (long)(number * distinct);
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
