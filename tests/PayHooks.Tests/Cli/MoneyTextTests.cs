using System.Text.Json;
using PayHooks.Cli.Terminal;

namespace PayHooks.Tests.Cli;

public sealed class MoneyTextTests
{
    [Theory]
    [InlineData("""{ "value": "49.9", "currency": "USD" }""", "49.90 USD")]
    [InlineData("""{ "value": "1420.00", "currency": "DZD" }""", "1,420.00 DZD")]
    [InlineData("""{ "value": "1250000", "currency": "JPY" }""", "1,250,000 JPY")]
    [InlineData("""{ "value": "1.5", "currency": "KWD" }""", "1.500 KWD")]
    [InlineData("""{ "value": "0.00012", "currency": "BTC" }""", "0.00012 BTC")]
    [InlineData("""{ "value": "-10.00", "currency": "EUR" }""", "-10.00 EUR")]
    [InlineData("""{ "value": "12.50", "currency": null }""", "12.50")]
    [InlineData("""{ "value": null, "providerText": "4990", "currency": "USD" }""", "4990 USD")]
    [InlineData("null", null)]
    [InlineData("{}", null)]
    public void An_amount_has_its_decimals_and_its_currency(string json, string? shown)
    {
        using var document = JsonDocument.Parse(json);

        Assert.Equal(shown, MoneyText.Of(document.RootElement));
    }
}
