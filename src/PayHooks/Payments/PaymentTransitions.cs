namespace PayHooks.Payments;

/// <summary>Applies the events of a payment in order.</summary>
internal static class PaymentTransitions
{
    /// <summary>Returns the last state, the first success, and the first success of the whole payment rather than of a capture.</summary>
    /// <param name="sorted">The payment's own events and its captures, in order.</param>
    /// <param name="flags">Receives the contradictions.</param>
    public static (SubjectState State, SubjectEntry? Success, SubjectEntry? Whole) Last(
        IEnumerable<SubjectEntry> sorted, ref PaymentFlags flags)
    {
        var (state, success, whole) = (SubjectState.None, default(SubjectEntry), default(SubjectEntry));
        foreach (var entry in sorted)
        {
            switch (entry.State)
            {
                case SubjectState.Succeeded:
                    FlagSuccess(state, entry, whole, ref flags);
                    success ??= entry;
                    whole ??= entry.Kind == SubjectKind.Payment ? entry : null;
                    state = SubjectState.Succeeded;
                    break;
                case SubjectState.Void:
                    state = SubjectState.Void;
                    break;
                case SubjectState.Canceled when state == SubjectState.Succeeded:
                    flags |= PaymentFlags.CanceledAfterSucceeded;
                    break;
                case SubjectState.Failed when state == SubjectState.Succeeded:
                    flags |= PaymentFlags.FailedAfterSucceeded;
                    break;
                default:
                    state = IsNext(state, entry.State) ? entry.State : state;
                    break;
            }
        }

        return (state, success, whole);
    }

    // The customer may retry after a failure, so pending and authorized may follow it. Only a success may follow a final state.
    private static bool IsNext(SubjectState now, SubjectState next) => now switch
    {
        SubjectState.None or SubjectState.Pending or SubjectState.Failed => next != SubjectState.Refunded,
        SubjectState.Authorized => next is SubjectState.Failed or SubjectState.Expired or SubjectState.Canceled,
        _ => false,
    };

    private static void FlagSuccess(SubjectState before, SubjectEntry entry, SubjectEntry? whole, ref PaymentFlags flags)
    {
        switch (before)
        {
            case SubjectState.Canceled or SubjectState.Void:
                flags |= PaymentFlags.PaidAfterCancel;
                break;
            case SubjectState.Expired:
                flags |= PaymentFlags.PaidAfterExpiry;
                break;
            default:
                break;
        }

        if (entry.Kind == SubjectKind.Payment && Money.Differ(entry.Amount, whole?.Amount))
        {
            flags |= PaymentFlags.AmountDiffers;
        }
    }
}
