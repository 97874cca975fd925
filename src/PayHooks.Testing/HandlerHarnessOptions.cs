namespace PayHooks.Testing;

/// <summary>Options of <see cref="HandlerHarness"/>.</summary>
public sealed record HandlerHarnessOptions
{
    /// <summary>The handler's name, which ends the idempotency key; null for its class name.</summary>
    public string? Name { get; init; }

    /// <summary>The delay before each retry; n delays make n + 1 attempts. Null for the PayHooks default, nine attempts.</summary>
    public IReadOnlyList<TimeSpan>? RetryDelays { get; init; }

    /// <summary>
    /// How many times the handler runs again after it has succeeded, with the same idempotency key: simulates a process that ends between
    /// the handler's effect and the record of it.
    /// </summary>
    public int Repeats { get; init; }

    /// <summary>How long an attempt may take, in real time, before its token is cancelled and the attempt fails.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The value of <see cref="HandlerContext.Deliveries"/>.</summary>
    public int Deliveries { get; init; } = 1;

    /// <summary>The value of <see cref="HandlerContext.ReplayId"/>; null for none.</summary>
    public string? ReplayId { get; init; }

    /// <summary>The value of <see cref="HandlerContext.Payment"/>; null for none.</summary>
    public Payment? Payment { get; init; }

    /// <summary>The value of <see cref="HandlerContext.Effect"/>; null for an event that reports no state.</summary>
    public Effect? Effect { get; init; }
}
