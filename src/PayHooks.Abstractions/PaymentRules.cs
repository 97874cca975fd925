namespace PayHooks;

/// <summary>Rules that apply to all payments of a provider.</summary>
/// <param name="OrdersByTime">
/// Whether events are ordered by an authenticated time of the change. Otherwise they are ordered by rank: pending
/// before failed, authorized, expired, canceled, succeeded, void.
/// </param>
/// <param name="VoidsPaid">Whether <c>payment.canceled</c> can undo a paid payment.</param>
/// <param name="SharesReferences">Whether several payments may share one merchant reference, as with partial payments.</param>
public sealed record PaymentRules(bool OrdersByTime, bool VoidsPaid, bool SharesReferences)
{
    /// <summary>Ordered by rank; a paid payment cannot be voided; a reference belongs to one payment.</summary>
    public static PaymentRules Default { get; } = new(OrdersByTime: false, VoidsPaid: false, SharesReferences: false);
}
