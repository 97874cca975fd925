using System.Globalization;
using System.Text.Json;

namespace PayHooks.Cli.Terminal;

/// <summary>Formats amounts with their currency.</summary>
internal static class MoneyText
{
    /// <summary>Formats an amount of the API; the provider's own text when the value is unknown, null without an amount.</summary>
    public static string? Of(JsonElement amount)
    {
        var currency = Text(amount, "currency");
        var value = decimal.TryParse(Text(amount, "value"), NumberStyles.Number, CultureInfo.InvariantCulture, out var number)
            ? number : (decimal?)null;
        return Of(value, currency, Text(amount, "providerText"));
    }

    /// <summary>Formats an amount; null for null.</summary>
    public static string? Of(Amount? amount) =>
        amount is { Value: { } value } ? Of(value, amount.Currency, null) : amount?.ToString();

    private static string? Of(decimal? value, string? currency, string? providerText)
    {
        // At least the currency's own decimals, and never fewer than the amount has.
        var text = value is { } known
            ? known.ToString($"N{Math.Max(known.Scale, Iso4217.Exponent(currency) ?? 0)}", CultureInfo.InvariantCulture)
            : providerText;
        return text is null ? null : $"{text} {currency}".TrimEnd();
    }

    private static string? Text(JsonElement amount, string name) =>
        amount.ValueKind == JsonValueKind.Object && amount.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString() : null;
}
