namespace PayHooks;

/// <summary>The object that an event is about.</summary>
/// <param name="Id">The provider's id of the payment, link, refund, …; null if there is none.</param>
/// <param name="MerchantReference">The merchant's own reference, as passed to the provider; null if there is none.</param>
public sealed record Resource(string? Id, string? MerchantReference)
{
    /// <summary>No id and no reference.</summary>
    public static Resource Unknown { get; } = new(null, null);
}
