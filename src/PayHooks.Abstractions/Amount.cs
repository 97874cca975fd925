using System.Globalization;

namespace PayHooks;

/// <summary>An amount of money that is comparable across providers, with the provider's original value.</summary>
/// <param name="Value">
/// The amount in the currency's major unit, with at least as many decimals as the currency has: 49.90. Null if the currency or the unit is
/// unknown, or if <paramref name="ProviderText"/> is not a decimal number.
/// </param>
/// <param name="Currency">The ISO 4217 code in upper case, or the provider's own code; null if the provider sends none.</param>
/// <param name="ProviderText">The provider's number exactly as written: <c>4990</c>, <c>12.50</c>.</param>
/// <param name="ProviderUnit">The unit of <paramref name="ProviderText"/>.</param>
public sealed record Amount(decimal? Value, string? Currency, string ProviderText, AmountUnit ProviderUnit)
{
    // Other signs, separators and exponents are not accepted. JSON numbers may have an exponent.
    private const NumberStyles Number = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>The amount in the currency's minor unit (ISO 4217); null if it is unknown, or has more decimals than the
    /// currency.</summary>
    public long? MinorUnits =>
        Value is { } value && Iso4217.Exponent(Currency) is { } exponent && Scale(value, exponent) is { } units
        && decimal.IsInteger(units) && units is >= long.MinValue and <= long.MaxValue
            ? (long)units
            : null;

    /// <summary>Reads a provider's amount.</summary>
    /// <param name="text">The provider's number.</param>
    /// <param name="currency">The provider's currency code in any case, or null.</param>
    /// <param name="unit">The unit of <paramref name="text"/>.</param>
    /// <param name="providerExponent">
    /// Decimals of the provider's minor unit if they differ from ISO 4217, for example 2 for ISK at Stripe; null for the ISO 4217 value.
    /// </param>
    public static Amount Read(string text, string? currency, AmountUnit unit, int? providerExponent = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        var code = string.IsNullOrWhiteSpace(currency) ? null : currency.Trim().ToUpperInvariant();
        return new Amount(ValueOf(text, Iso4217.Exponent(code), unit, providerExponent), code, text, unit);
    }

    /// <summary><c>49.90 USD</c>; the provider's text and the reason if the value is unknown.</summary>
    public override string ToString()
    {
        var number = Value is { } value ? value.ToString(CultureInfo.InvariantCulture) : ProviderText;
        var text = Currency is null ? number : $"{number} {Currency}";
        return Value is null && ProviderUnit == AmountUnit.Unknown ? $"{text} (unit unknown)" : text;
    }

    private static decimal? ValueOf(string text, int? exponent, AmountUnit unit, int? providerExponent)
    {
        if (exponent is not { } decimals || unit == AmountUnit.Unknown
            || !decimal.TryParse(text, Number, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        var value = unit == AmountUnit.Minor ? number / Power(providerExponent ?? decimals) : number;
        return WithDecimals(value, decimals);
    }

    // Drops zeros beyond the currency's decimals and adds missing ones, so that 49.9 and 49.9000 both read 49.90.
    private static decimal WithDecimals(decimal value, int decimals)
    {
        var rounded = decimal.Round(value, decimals);
        return rounded == value && Math.Abs(rounded) < 1_000_000_000_000_000_000m
            ? rounded + new decimal(0, 0, 0, isNegative: false, (byte)decimals)
            : value;
    }

    private static decimal? Scale(decimal value, int exponent) => Math.Abs(value) <= long.MaxValue ? value * Power(exponent) : null;

    private static decimal Power(int exponent) => exponent switch
    {
        0 => 1,
        1 => 10,
        2 => 100,
        3 => 1_000,
        _ => 10_000,
    };
}
