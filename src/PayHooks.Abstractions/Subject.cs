namespace PayHooks;

/// <summary>The kinds of objects whose state an event reports.</summary>
public enum SubjectKind
{
    /// <summary>A payment: an order, a charge, a checkout, whatever the provider calls it.</summary>
    Payment = 0,

    /// <summary>A refund with an id of its own.</summary>
    Refund = 1,

    /// <summary>A capture with an id of its own: one of the parts in which an authorized payment is taken.</summary>
    Capture = 2,

    /// <summary>A dispute or chargeback.</summary>
    Dispute = 3,

    /// <summary>A payout to the merchant's bank account.</summary>
    Payout = 4,
}

/// <summary>The object whose state an event reports, and what the event says about the change.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">The provider's id of it.</param>
public sealed record Subject(SubjectKind Kind, string Id)
{
    /// <summary>The provider's id of the payment that a refund, capture or dispute belongs to; null when the event names none.</summary>
    public string? PaymentId { get; init; }

    /// <summary>
    /// Empty where the provider's ids are unique. Otherwise, where merchants choose them or one source receives both modes, <c>live</c> or
    /// <c>test</c>.
    /// </summary>
    public string Mode { get; init; } = "";

    /// <summary>
    /// Distinguishes repeated attempts that end in the same state, for example Stripe's <c>latest_charge</c>; null where a state counts
    /// once.
    /// </summary>
    public string? Attempt { get; init; }

    /// <summary>When the state changed by the provider's clock (UTC); null where the provider does not say, or orders by rank.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>
    /// All that was refunded of the payment so far, where the provider reports a running total on the payment instead of single refunds.
    /// </summary>
    public Amount? RefundedTotal { get; init; }
}
