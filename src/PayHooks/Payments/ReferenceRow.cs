namespace PayHooks.Payments;

/// <summary>What is stored of a merchant reference.</summary>
/// <param name="Payments">Its payments.</param>
/// <param name="LastEventAt">When the newest event that names it was received, give or take <see cref="Precision"/>.</param>
internal sealed record ReferenceRow(IReadOnlyList<ReferencedPayment> Payments, DateTimeOffset LastEventAt)
{
    /// <summary>How far <see cref="LastEventAt"/> may lag behind: a row is not written for the time alone more often than this.</summary>
    public static readonly TimeSpan Precision = TimeSpan.FromDays(1);

    /// <summary>A reference without payments.</summary>
    public static ReferenceRow Empty { get; } = new([], DateTimeOffset.MinValue);

    /// <summary>The row with one more payment; the same row when there is nothing to write.</summary>
    /// <param name="key">Which reference.</param>
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

    /// <summary>The row without the id of a payment, which is still counted; the same row when it has none.</summary>
    public ReferenceRow Erased(ReferenceKey key, string paymentId)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Payments.Any(one => one.Id == paymentId)
            ? this with { Payments = [.. Payments.Select(one => one.Id == paymentId ? one with { Id = key.MaskOf(paymentId) } : one)] }
            : this;
    }

    /// <summary>Whether nothing names the reference any more that is remembered.</summary>
    public bool IsOver(DateTimeOffset rememberedSince) => LastEventAt + Precision < rememberedSince;
}
