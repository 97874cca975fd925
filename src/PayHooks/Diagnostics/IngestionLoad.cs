namespace PayHooks.Diagnostics;

/// <summary>
/// How many deliveries are being made durable at this moment. Providers wait for those, and for no event: while there are many, the pump
/// begins fewer events.
/// </summary>
internal sealed class IngestionLoad
{
    // At a rate that leaves processor time over there are fewer.
    private const int Many = 16;

    private int deliveries;

    /// <summary>Whether answers wait for the processor.</summary>
    public bool IsHigh => Volatile.Read(ref deliveries) > Many;

    /// <summary>A delivery is about to be made durable.</summary>
    public void Begin() => Interlocked.Increment(ref deliveries);

    /// <summary>It is, or its time is over.</summary>
    public void End() => Interlocked.Decrement(ref deliveries);
}
