namespace PayHooks;

/// <summary>A payment as its events describe it, put in order; the state does not depend on the order in which they arrived.</summary>
public sealed record Payment
{
    /// <summary>The configured source.</summary>
    public required string Source { get; init; }

    /// <summary>The provider's id of the payment.</summary>
    public required string Id { get; init; }

    /// <summary>The merchant's reference; null when no event names one.</summary>
    public string? MerchantReference { get; init; }

    /// <summary>
    /// <c>pending</c>, <c>failed</c>, <c>authorized</c>, <c>expired</c>, <c>canceled</c> or <c>succeeded</c>, from authenticated events
    /// alone; null when there are none, for example when a refund arrived before its payment.
    /// </summary>
    public string? State { get; init; }

    /// <summary>The state that all events give, if it differs: some were authenticated in part or not at all. Null otherwise.</summary>
    public string? Unconfirmed { get; init; }

    /// <summary>Live (true), test (false), or unknown (null).</summary>
    public bool? Livemode { get; init; }

    /// <summary>The amount of the payment: of its success, otherwise of the latest event that names one.</summary>
    public Amount? Amount { get; init; }

    /// <summary>What was authorized, or null.</summary>
    public Amount? Authorized { get; init; }

    /// <summary>What was taken: the sum of the captures, or the amount of the success.</summary>
    public Amount? Captured { get; init; }

    /// <summary>When it was paid (UTC), or null.</summary>
    public DateTimeOffset? PaidAt { get; init; }

    /// <summary>The sum of the refunds that succeeded, or null when there are none.</summary>
    public Amount? Refunded { get; init; }

    /// <summary>Whether a dispute is open or lost.</summary>
    public bool Disputed { get; init; }

    /// <summary>
    /// Rises with every event of the payment and never repeats: write the payment's state where your stored version is lower, and an older
    /// attempt cannot overwrite a newer one.
    /// </summary>
    public long Version { get; init; }

    /// <summary>The contradictions that were found, for example <c>paid_twice</c>; docs/payments.md explains each.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];
}
