namespace PayHooks.Payments;

/// <summary>The contradictions that a payment can carry. Each raises an alarm once, when it appears.</summary>
internal static class PaymentFlags
{
    public const string PaidAfterCancel = "paid_after_cancel";
    public const string PaidAfterExpiry = "paid_after_expiry";
    public const string CanceledAfterSucceeded = "canceled_after_succeeded";
    public const string FailedAfterSucceeded = "failed_after_succeeded";
    public const string PaidTwice = "paid_twice";
    public const string AmountDiffers = "amount_differs";
    public const string CapturedMoreThanAuthorized = "captured_more_than_authorized";
    public const string RefundedMoreThanPaid = "refunded_more_than_paid";
    public const string RefundFailedAfterSucceeded = "refund_failed_after_succeeded";
    public const string RefundReversed = "refund_reversed";
    public const string PayoutReturned = "payout_returned";
    public const string DisputeLost = "dispute_lost";
    public const string VoidedBeforeSuccess = "voided_before_success";
    public const string Untimed = "untimed";
    public const string HistoryDropped = "history_dropped";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        PaidAfterCancel, PaidAfterExpiry, CanceledAfterSucceeded, FailedAfterSucceeded, PaidTwice, AmountDiffers, CapturedMoreThanAuthorized,
        RefundedMoreThanPaid, RefundFailedAfterSucceeded, RefundReversed, PayoutReturned, DisputeLost, VoidedBeforeSuccess, Untimed, HistoryDropped,
    ];

    /// <summary>Whether it calls for a person. The others only explain how the state came about.</summary>
    public static bool IsAlarm(string flag) => flag is not (VoidedBeforeSuccess or Untimed);

    /// <summary>What it means and what to do, in a sentence or two.</summary>
    public static string Explain(string flag) => flag switch
    {
        PaidAfterCancel => "The provider reported a success after the payment was canceled. Deliver the order, or refund the payment.",
        PaidAfterExpiry => "The provider reported a success after the payment had expired. Deliver the order, or refund the payment.",
        CanceledAfterSucceeded =>
            "The provider reported a cancellation after the success, although it cannot cancel a paid payment. Look the payment up at the provider.",
        FailedAfterSucceeded => "The provider reported a failure after the success. The payment stays succeeded; look it up at the provider.",
        PaidTwice => "Another payment for the same merchant reference succeeded too. Refund one of them.",
        AmountDiffers => "Two notices of this payment name different amounts or currencies. Look the payment up at the provider.",
        CapturedMoreThanAuthorized => "More was captured than authorized. Look the payment up at the provider.",
        RefundedMoreThanPaid => "More was refunded than paid. Look the refunds up at the provider.",
        RefundFailedAfterSucceeded => "A refund that had succeeded failed afterwards: the customer did not get the money. Refund in another way.",
        RefundReversed => "The provider lowered the total refunded: a refund was taken back. Look the refunds up at the provider.",
        PayoutReturned => "A payout that had succeeded came back. Check the bank account at the provider.",
        DisputeLost => "A dispute was lost: the money of this payment is gone.",
        VoidedBeforeSuccess => "The void arrived before the success it undid, so no handler ran for the success.",
        Untimed => "A notice without a time of the change was ordered by the time it was received.",
        HistoryDropped => "The history grew beyond its limit, and its oldest entries were dropped.",
        _ => throw new ArgumentOutOfRangeException(nameof(flag), flag, null),
    };
}
