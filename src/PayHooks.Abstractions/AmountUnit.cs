namespace PayHooks;

/// <summary>The unit in which a provider writes an amount.</summary>
public enum AmountUnit
{
    /// <summary>Neither the provider's documents nor the source's settings say. <see cref="Amount.Value"/> is then null.</summary>
    Unknown = 0,

    /// <summary>The currency's smallest unit: <c>4990</c> is 49.90 USD, and 4990 JPY.</summary>
    Minor = 1,

    /// <summary>The currency's main unit: <c>49.90</c> is 49.90 USD.</summary>
    Major = 2,
}
