namespace PayHooks;

/// <summary>What is the same for all payments of a provider.</summary>
/// <param name="OrdersByTime">
/// Whether its events carry an authenticated time of the change, by which they are ordered. Otherwise they are ordered by rank: pending
/// before failed, authorized, expired, canceled, succeeded, void.
/// </param>
/// <param name="VoidsPaid">Whether <c>payment.canceled</c> can undo a paid payment.</param>
/// <param name="SharesReferences">Whether several payments with one merchant reference are normal, as with partial payments.</param>
public sealed record PaymentRules(bool OrdersByTime, bool VoidsPaid, bool SharesReferences)
{
    /// <summary>Ordered by rank; a paid payment cannot be called off; a reference has one payment.</summary>
    public static PaymentRules Default { get; } = new(OrdersByTime: false, VoidsPaid: false, SharesReferences: false);
}
