namespace PayHooks;

/// <summary>What the event is about.</summary>
/// <param name="Id">The provider's id of the payment, link, refund, …; null when there is none.</param>
/// <param name="MerchantReference">The team's own reference, as it was given to the provider; null when there is none.</param>
public sealed record Resource(string? Id, string? MerchantReference)
{
    /// <summary>Nothing is known.</summary>
    public static Resource Unknown { get; } = new(null, null);
}
