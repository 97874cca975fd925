namespace PayHooks.Payments;

/// <summary>Maps event types to states, and ranks states for sources without timestamps.</summary>
internal static class StateRanks
{
    /// <summary>The state that an event reports; null if it reports no state of this kind of subject.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="type">The event's type.</param>
    /// <param name="voidsPaid">Whether the provider can cancel a paid payment: its <c>payment.canceled</c> is then always a void.</param>
    public static SubjectState? StateOf(Subject subject, string type, bool voidsPaid) => (subject.Kind, type) switch
    {
        (SubjectKind.Payment, EventTypes.PaymentPending) => SubjectState.Pending,
        (SubjectKind.Payment, EventTypes.PaymentFailed) => SubjectState.Failed,
        (SubjectKind.Payment, EventTypes.PaymentAuthorized) => SubjectState.Authorized,
        (SubjectKind.Payment, EventTypes.PaymentExpired) => SubjectState.Expired,
        (SubjectKind.Payment, EventTypes.PaymentCanceled) => voidsPaid ? SubjectState.Void : SubjectState.Canceled,
        (SubjectKind.Payment, EventTypes.PaymentSucceeded) => SubjectState.Succeeded,
        (SubjectKind.Payment, EventTypes.RefundSucceeded) when subject.RefundedTotal?.Value is not null => SubjectState.Refunded,
        (SubjectKind.Capture, EventTypes.PaymentSucceeded or EventTypes.PaymentCaptured) => SubjectState.Succeeded,
        (SubjectKind.Capture, EventTypes.PaymentFailed or EventTypes.PaymentCaptureFailed) => SubjectState.Failed,
        (SubjectKind.Capture, EventTypes.PaymentPending) => SubjectState.Pending,
        (SubjectKind.Refund, EventTypes.RefundPending) => SubjectState.Pending,
        (SubjectKind.Refund, EventTypes.RefundSucceeded) => SubjectState.Succeeded,
        (SubjectKind.Refund, EventTypes.RefundFailed) => SubjectState.Failed,
        (SubjectKind.Payout, EventTypes.PayoutPending) => SubjectState.Pending,
        (SubjectKind.Payout, EventTypes.PayoutSucceeded) => SubjectState.Succeeded,
        (SubjectKind.Payout, EventTypes.PayoutFailed) => SubjectState.Failed,
        (SubjectKind.Dispute, EventTypes.DisputeOpened) => SubjectState.Opened,
        (SubjectKind.Dispute, EventTypes.DisputeWon) => SubjectState.Won,
        (SubjectKind.Dispute, EventTypes.DisputeLost) => SubjectState.Lost,
        _ => null,
    };

    /// <summary>The rank of a state for its kind of subject: a higher rank is later.</summary>
    public static int Of(SubjectKind kind, SubjectState state) => (kind, state) switch
    {
        (SubjectKind.Payment, SubjectState.Refunded) => 0,
        (SubjectKind.Payment, _) => (int)state,
        (SubjectKind.Dispute, SubjectState.Opened) => 1,
        (SubjectKind.Dispute, SubjectState.Won) => 2,
        (SubjectKind.Dispute, SubjectState.Lost) => 3,
        (_, SubjectState.Pending) => 1,
        (_, SubjectState.Succeeded) => 2,
        (_, SubjectState.Failed) => 3,
        _ => 0,
    };

    /// <summary>Whether each attempt that ends in this state is a separate change.</summary>
    public static bool HasAttempts(SubjectKind kind, SubjectState state) =>
        kind == SubjectKind.Dispute || (kind == SubjectKind.Payment && state is SubjectState.Pending or SubjectState.Failed);

    /// <summary>
    /// Whether a change to this state needs handling only while the state is current. Successes, refunds, captures, disputes and payouts
    /// are permanent facts.
    /// </summary>
    public static bool IsPassing(SubjectKind kind, SubjectState state) => kind == SubjectKind.Payment
        && state is SubjectState.Pending or SubjectState.Failed or SubjectState.Authorized or SubjectState.Expired or SubjectState.Canceled
            or SubjectState.Void;
}
