namespace PayHooks.Diagnostics;

/// <summary>
/// The number of messages being written for deliveries right now. Providers wait for those but not for event processing, so the pump starts
/// fewer events while the number is high.
/// </summary>
internal sealed class IngestionLoad
{
    // While the CPU is not saturated, the number stays below this. With 16, handlers took half of the responses at 32 connections, and
    // completed no more events.
    private const int Many = 4;

    private int deliveries;

    /// <summary>Whether responses are waiting for CPU time.</summary>
    public bool IsHigh => Volatile.Read(ref deliveries) > Many;

    /// <summary>Call before a delivery is written.</summary>
    public void Begin() => Interlocked.Increment(ref deliveries);

    /// <summary>Call when the write has completed or timed out.</summary>
    public void End() => Interlocked.Decrement(ref deliveries);
}
