namespace PayHooks.Testing;

/// <summary>How <see cref="HandlerHarness"/> runs a handler.</summary>
public sealed record HandlerHarnessOptions
{
    /// <summary>The handler's name, which the idempotency key ends in; null for the name of its class.</summary>
    public string? Name { get; init; }

    /// <summary>The delay before each retry; n delays are n + 1 attempts. Null for the default of PayHooks, nine attempts.</summary>
    public IReadOnlyList<TimeSpan>? RetryDelays { get; init; }

    /// <summary>
    /// How often the handler runs again after it has succeeded, with the same idempotency key: what happens when a process ends between
    /// a handler's effect and its record.
    /// </summary>
    public int Repeats { get; init; }

    /// <summary>How long an attempt may take, in real time, before its cancellation token is cancelled and it counts as failed.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The number of deliveries that the handler sees, <see cref="HandlerContext.Deliveries"/>.</summary>
    public int Deliveries { get; init; } = 1;

    /// <summary>The replay that the run serves, <see cref="HandlerContext.ReplayId"/>; null for none.</summary>
    public string? ReplayId { get; init; }

    /// <summary>The payment that the handler sees, <see cref="HandlerContext.Payment"/>; null for none.</summary>
    public Payment? Payment { get; init; }

    /// <summary>What the event did, <see cref="HandlerContext.Effect"/>; null for an event that reports no state.</summary>
    public Effect? Effect { get; init; }
}
