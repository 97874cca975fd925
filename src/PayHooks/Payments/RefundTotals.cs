namespace PayHooks.Payments;

/// <summary>The running total of refunds that some providers report on the payment itself.</summary>
internal static class RefundTotals
{
    /// <summary>The total that counts: the latest by time, the largest by rank. Null when none is reported.</summary>
    /// <param name="sorted">The events of a payment's row, in order.</param>
    /// <param name="flags">Takes the contradictions.</param>
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
                // Erased: the total is not known until a later notice tells it.
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
