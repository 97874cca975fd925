namespace PayHooks.Payments;

/// <summary>The stored row of a merchant reference.</summary>
/// <param name="Payments">The payments with this reference.</param>
/// <param name="LastEventAt">When the newest event with this reference was received, to within <see cref="Precision"/>.</param>
internal sealed record ReferenceRow(IReadOnlyList<ReferencedPayment> Payments, DateTimeOffset LastEventAt)
{
    /// <summary>The maximum lag of <see cref="LastEventAt"/>: the row is not rewritten more often than this just to update the
    /// time.</summary>
    public static readonly TimeSpan Precision = TimeSpan.FromDays(1);

    /// <summary>A reference without payments.</summary>
    public static ReferenceRow Empty { get; } = new([], DateTimeOffset.MinValue);

    /// <summary>Adds a payment; returns the same row if nothing needs to be written.</summary>
    /// <param name="key">The reference.</param>
    /// <param name="payment">The payment.</param>
    /// <param name="at">When the event that names both was received.</param>
    public ReferenceRow With(ReferenceKey key, ReferencedPayment payment, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(key);
        var known = Payments.Select(one => one.Id == key.MaskOf(payment.Id) ? one with { Id = payment.Id } : one);
        IReadOnlyList<ReferencedPayment> merged = ReferencedPayment.Merge([.. known], payment);
        return merged.SequenceEqual(Payments) && at - LastEventAt < Precision
            ? this
            : new ReferenceRow(merged, at > LastEventAt ? at : LastEventAt);
    }

    /// <summary>Removes the id of a payment, which is still counted; returns the same row if the id is absent.</summary>
    public ReferenceRow Erased(ReferenceKey key, string paymentId)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Payments.Any(one => one.Id == paymentId)
            ? this with { Payments = [.. Payments.Select(one => one.Id == paymentId ? one with { Id = key.MaskOf(paymentId) } : one)] }
            : this;
    }

    /// <summary>Whether no event within the deduplication window names the reference.</summary>
    public bool IsOver(DateTimeOffset rememberedSince) => LastEventAt + Precision < rememberedSince;
}
