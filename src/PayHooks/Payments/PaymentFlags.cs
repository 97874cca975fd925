namespace PayHooks.Payments;

/// <summary>The contradictions that a payment can carry. Each raises an alarm once, when it appears.</summary>
[Flags]
internal enum PaymentFlags
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>A success came after the cancellation.</summary>
    PaidAfterCancel = 1 << 0,

    /// <summary>A success came after the expiry.</summary>
    PaidAfterExpiry = 1 << 1,

    /// <summary>A cancellation came after the success, of a provider that cannot cancel what is paid.</summary>
    CanceledAfterSucceeded = 1 << 2,

    /// <summary>A failure came after the success.</summary>
    FailedAfterSucceeded = 1 << 3,

    /// <summary>Another payment for the same merchant reference succeeded too.</summary>
    PaidTwice = 1 << 4,

    /// <summary>Two notices name different amounts or currencies.</summary>
    AmountDiffers = 1 << 5,

    /// <summary>The captures exceed the authorization.</summary>
    CapturedMoreThanAuthorized = 1 << 6,

    /// <summary>The refunds exceed the payment.</summary>
    RefundedMoreThanPaid = 1 << 7,

    /// <summary>A refund failed after it had succeeded.</summary>
    RefundFailedAfterSucceeded = 1 << 8,

    /// <summary>The running total of refunds went down.</summary>
    RefundReversed = 1 << 9,

    /// <summary>A payout failed after it had succeeded.</summary>
    PayoutReturned = 1 << 10,

    /// <summary>A dispute was lost.</summary>
    DisputeLost = 1 << 11,

    /// <summary>The void arrived before the success that it undid. No alarm.</summary>
    VoidedBeforeSuccess = 1 << 12,

    /// <summary>A notice without a time of the change was ordered by its receipt. No alarm.</summary>
    Untimed = 1 << 13,

    /// <summary>The history outgrew its limit.</summary>
    HistoryDropped = 1 << 14,
}
