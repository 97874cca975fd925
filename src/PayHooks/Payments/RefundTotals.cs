namespace PayHooks.Payments;

/// <summary>The running refund total that some providers report on the payment itself.</summary>
internal static class RefundTotals
{
    /// <summary>The effective total: the latest by time, or the largest by rank. Null if none is reported.</summary>
    /// <param name="sorted">The events of a payment's row, in order.</param>
    /// <param name="flags">Receives the contradictions.</param>
    public static Amount? Of(IEnumerable<SubjectEntry> sorted, ref PaymentFlags flags)
    {
        Amount? total = null;
        Amount? largest = null;
        var byTime = false;
        foreach (var entry in sorted.Where(one => one is { Kind: SubjectKind.Payment, State: SubjectState.Refunded }))
        {
            byTime = entry.ChangedAt is not null;
            total = entry.Amount;
            if (total?.Value is null)
            {
                // Erased: the total is unknown until a later notice reports it.
                continue;
            }

            if (largest is null || total!.Value > largest.Value)
            {
                largest = total;
            }
            else if (byTime && total.Value < largest.Value)
            {
                flags |= PaymentFlags.RefundReversed;
            }
        }

        return byTime ? total : largest;
    }
}
