using System.Globalization;

namespace PayHooks.Tests.Events;

/// <summary>Money that can be compared: a decimal value, a currency, minor units, and what the provider wrote.</summary>
public sealed class AmountTests
{
    [Theory]
    [InlineData("4990", "usd", AmountUnit.Minor, "49.90", "USD", 4990L)]
    [InlineData("500", "jpy", AmountUnit.Minor, "500", "JPY", 500L)]
    [InlineData("1500", "KWD", AmountUnit.Minor, "1.500", "KWD", 1500L)]
    [InlineData("12345", "clf", AmountUnit.Minor, "1.2345", "CLF", 12345L)]
    [InlineData("49.9", "EUR", AmountUnit.Major, "49.90", "EUR", 4990L)]
    [InlineData("49.9000", "EUR", AmountUnit.Major, "49.90", "EUR", 4990L)]
    [InlineData("10000.00", "IDR", AmountUnit.Major, "10000.00", "IDR", 1000000L)]
    [InlineData("5000", "dzd", AmountUnit.Major, "5000.00", "DZD", 500000L)]
    [InlineData("-2.00", "USD", AmountUnit.Major, "-2.00", "USD", -200L)]
    [InlineData("0", "USD", AmountUnit.Minor, "0.00", "USD", 0L)]
    [InlineData("1e3", "JPY", AmountUnit.Major, "1000", "JPY", 1000L)]
    public void An_amount_has_a_value_in_the_main_unit_and_minor_units(
        string text, string currency, AmountUnit unit, string value, string code, long minorUnits)
    {
        var amount = Amount.Read(text, currency, unit);

        Assert.Equal(value, amount.Value?.ToString(CultureInfo.InvariantCulture));
        Assert.Equal((code, minorUnits, text, unit), (amount.Currency, amount.MinorUnits, amount.ProviderText, amount.ProviderUnit));
    }

    [Fact]
    public void A_fraction_of_the_smallest_unit_keeps_its_value_and_has_no_minor_units()
    {
        var amount = Amount.Read("0.125", "USD", AmountUnit.Major);

        Assert.Equal((0.125m, null), (amount.Value, amount.MinorUnits));
    }

    [Theory]
    [InlineData("500", "UGX", 2, "5", 5L)]
    [InlineData("500", "ISK", 2, "5", 5L)]
    public void A_providers_own_minor_unit_is_taken_into_account(string text, string currency, int exponent, string value, long minorUnits)
    {
        var amount = Amount.Read(text, currency, AmountUnit.Minor, exponent);

        Assert.Equal((value, minorUnits), (amount.Value?.ToString(CultureInfo.InvariantCulture), amount.MinorUnits));
    }

    [Theory]
    [InlineData("4990", "USD", AmountUnit.Unknown)]
    [InlineData("4990", null, AmountUnit.Minor)]
    [InlineData("4990", " ", AmountUnit.Minor)]
    [InlineData("4990", "BTC", AmountUnit.Major)]
    [InlineData("4.990,00", "EUR", AmountUnit.Major)]
    [InlineData("49,90", "EUR", AmountUnit.Major)]
    [InlineData("€49.90", "EUR", AmountUnit.Major)]
    [InlineData("1e99", "EUR", AmountUnit.Major)]
    [InlineData("", "EUR", AmountUnit.Major)]
    public void What_is_not_certain_has_no_value_and_keeps_the_providers_text(string text, string? currency, AmountUnit unit)
    {
        var amount = Amount.Read(text, currency, unit);

        Assert.Null(amount.Value);
        Assert.Null(amount.MinorUnits);
        Assert.Equal(text, amount.ProviderText);
    }

    [Theory]
    [InlineData("79228162514264337593543950335", AmountUnit.Major)]
    [InlineData("79228162514264337593543950335", AmountUnit.Minor)]
    public void The_largest_numbers_do_not_overflow(string text, AmountUnit unit)
    {
        var amount = Amount.Read(text, "EUR", unit);

        Assert.NotNull(amount.Value);
        Assert.Null(amount.MinorUnits);
    }

    [Theory]
    [InlineData("4990", "usd", AmountUnit.Minor, "49.90 USD")]
    [InlineData("4990", "usd", AmountUnit.Unknown, "4990 USD (unit unknown)")]
    [InlineData("4990", null, AmountUnit.Minor, "4990")]
    public void Its_text_is_what_a_person_reads(string text, string? currency, AmountUnit unit, string shown) =>
        Assert.Equal(shown, Amount.Read(text, currency, unit).ToString());
}
