namespace PayHooks;

/// <summary>The unit in which a provider writes an amount.</summary>
public enum AmountUnit
{
    /// <summary>Neither the provider's documentation nor the source's settings define it. <see cref="Amount.Value"/> is null.</summary>
    Unknown = 0,

    /// <summary>The currency's minor unit: <c>4990</c> is 49.90 USD, and 4990 JPY.</summary>
    Minor = 1,

    /// <summary>The currency's major unit: <c>49.90</c> is 49.90 USD.</summary>
    Major = 2,
}
