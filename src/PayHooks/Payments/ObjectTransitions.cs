namespace PayHooks.Payments;

/// <summary>Applies the events of a refund, capture, dispute or payout in order.</summary>
internal static class ObjectTransitions
{
    /// <summary>Returns the last state.</summary>
    /// <param name="kind">The kind of the object.</param>
    /// <param name="sorted">The events of one object, in order.</param>
    /// <param name="flags">Receives the contradictions.</param>
    public static SubjectState Last(SubjectKind kind, IReadOnlyList<SubjectEntry> sorted, ref PaymentFlags flags)
    {
        var (state, amount) = (SubjectState.None, default(Amount));
        foreach (var entry in sorted)
        {
            if (Money.Differ(amount, entry.Amount))
            {
                flags |= PaymentFlags.AmountDiffers;
            }

            amount ??= entry.Amount;
            if (entry.State == SubjectState.Pending && state != SubjectState.None)
            {
                continue;
            }

            flags |= FlagOf(kind, state, entry.State);
            state = entry.State;
        }

        return state;
    }

    private static PaymentFlags FlagOf(SubjectKind kind, SubjectState before, SubjectState now) => (kind, before, now) switch
    {
        (SubjectKind.Refund, SubjectState.Succeeded, SubjectState.Failed) => PaymentFlags.RefundFailedAfterSucceeded,
        (SubjectKind.Payout, SubjectState.Succeeded, SubjectState.Failed) => PaymentFlags.PayoutReturned,
        (SubjectKind.Dispute, _, SubjectState.Lost) => PaymentFlags.DisputeLost,
        _ => PaymentFlags.None,
    };
}
