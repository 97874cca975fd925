namespace PayHooks;

/// <summary>The kinds of objects whose state an event reports.</summary>
public enum SubjectKind
{
    /// <summary>A payment: an order, a charge or a checkout, depending on the provider.</summary>
    Payment = 0,

    /// <summary>A refund with its own id.</summary>
    Refund = 1,

    /// <summary>A capture with its own id: one of several partial captures of an authorized payment.</summary>
    Capture = 2,

    /// <summary>A dispute or chargeback.</summary>
    Dispute = 3,

    /// <summary>A payout to the merchant's bank account.</summary>
    Payout = 4,
}

/// <summary>The object whose state an event reports, with details of the change.</summary>
/// <param name="Kind">The kind of object.</param>
/// <param name="Id">The provider's id of the object.</param>
public sealed record Subject(SubjectKind Kind, string Id)
{
    /// <summary>The provider's id of the payment that a refund, capture or dispute belongs to; null if the event has none.</summary>
    public string? PaymentId { get; init; }

    /// <summary>
    /// Empty if the provider's ids are unique; <c>live</c> or <c>test</c> if merchants choose the ids or one source receives
    /// both modes.
    /// </summary>
    public string Mode { get; init; } = "";

    /// <summary>
    /// Distinguishes repeated attempts that end in the same state, for example Stripe's <c>latest_charge</c>; null if each state counts
    /// once.
    /// </summary>
    public string? Attempt { get; init; }

    /// <summary>When the state changed by the provider's clock (UTC); null if not reported, or if states are ordered by rank.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>
    /// The total refunded so far, if the provider reports a running total on the payment instead of individual refunds.
    /// </summary>
    public Amount? RefundedTotal { get; init; }
}
