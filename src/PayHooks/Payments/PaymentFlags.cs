namespace PayHooks.Payments;

/// <summary>The contradictions that a payment can have. Each raises an alarm once, when it first appears.</summary>
[Flags]
internal enum PaymentFlags
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The payment succeeded after it was canceled.</summary>
    PaidAfterCancel = 1 << 0,

    /// <summary>The payment succeeded after it expired.</summary>
    PaidAfterExpiry = 1 << 1,

    /// <summary>The payment was canceled after it succeeded, although the provider cannot cancel a paid payment.</summary>
    CanceledAfterSucceeded = 1 << 2,

    /// <summary>The payment failed after it succeeded.</summary>
    FailedAfterSucceeded = 1 << 3,

    /// <summary>Another payment for the same merchant reference succeeded too.</summary>
    PaidTwice = 1 << 4,

    /// <summary>Two notices report different amounts or currencies.</summary>
    AmountDiffers = 1 << 5,

    /// <summary>The captures exceed the authorization.</summary>
    CapturedMoreThanAuthorized = 1 << 6,

    /// <summary>The refunds exceed the payment.</summary>
    RefundedMoreThanPaid = 1 << 7,

    /// <summary>A refund failed after it succeeded.</summary>
    RefundFailedAfterSucceeded = 1 << 8,

    /// <summary>The running total of refunds went down.</summary>
    RefundReversed = 1 << 9,

    /// <summary>A payout failed after it succeeded.</summary>
    PayoutReturned = 1 << 10,

    /// <summary>A dispute was lost.</summary>
    DisputeLost = 1 << 11,

    /// <summary>The void arrived before the success that it reversed. No alarm.</summary>
    VoidedBeforeSuccess = 1 << 12,

    /// <summary>A notice without a time of change was ordered by its time of receipt. No alarm.</summary>
    Untimed = 1 << 13,

    /// <summary>The history exceeded its limit, and events were dropped.</summary>
    HistoryDropped = 1 << 14,

    /// <summary>The provider's API contradicted a notice. No handler ran for it.</summary>
    Contradicted = 1 << 15,
}
