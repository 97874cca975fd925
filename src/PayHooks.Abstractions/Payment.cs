namespace PayHooks;

/// <summary>A payment assembled from its events; the state does not depend on the order in which they arrived.</summary>
public sealed record Payment
{
    /// <summary>The configured source.</summary>
    public required string Source { get; init; }

    /// <summary>The provider's id of the payment.</summary>
    public required string Id { get; init; }

    /// <summary>The merchant's reference; null if no event contains one.</summary>
    public string? MerchantReference { get; init; }

    /// <summary>
    /// <c>pending</c>, <c>failed</c>, <c>authorized</c>, <c>expired</c>, <c>canceled</c> or <c>succeeded</c>, from authenticated events
    /// only; null if there are none, for example when a refund arrived before its payment.
    /// </summary>
    public string? State { get; init; }

    /// <summary>The state derived from all events, including those not fully authenticated; null if it is the same.</summary>
    public string? Unconfirmed { get; init; }

    /// <summary>Live (true), test (false), or unknown (null).</summary>
    public bool? Livemode { get; init; }

    /// <summary>The amount of the successful payment, otherwise of the latest event that contains one.</summary>
    public Amount? Amount { get; init; }

    /// <summary>The authorized amount, or null.</summary>
    public Amount? Authorized { get; init; }

    /// <summary>The captured amount: the sum of the captures, or the amount of the successful payment.</summary>
    public Amount? Captured { get; init; }

    /// <summary>When the payment was paid (UTC), or null.</summary>
    public DateTimeOffset? PaidAt { get; init; }

    /// <summary>The sum of the successful refunds, or null if there are none.</summary>
    public Amount? Refunded { get; init; }

    /// <summary>Whether a dispute is open or lost.</summary>
    public bool Disputed { get; init; }

    /// <summary>
    /// Increases with every event of the payment and never repeats. Write the payment's state only if your stored version is lower, so that
    /// older attempt cannot overwrite a newer one.
    /// </summary>
    public long Version { get; init; }

    /// <summary>The contradictions found, for example <c>paid_twice</c>; see docs/payments.md.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];
}
