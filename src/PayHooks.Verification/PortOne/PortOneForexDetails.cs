using System.Text.Json;
using System.Text.Json.Serialization;

namespace PayHooks.Verification.PortOne;

/// <summary>Details of a currency exchange.</summary>
public sealed class PortOneForexDetails
{
    /// <summary>The exchange rate.</summary>
    public decimal? ForexRate { get; init; }

    /// <summary>The amount of the payment link.</summary>
    public decimal? InvoiceAmount { get; init; }

    /// <summary>The currency of the payment link.</summary>
    public string? InvoiceCurrency { get; init; }

    /// <summary>The amount that the customer paid.</summary>
    public decimal? PaymentAmount { get; init; }

    /// <summary>The currency that the customer paid in.</summary>
    public string? PaymentCurrency { get; init; }

    /// <summary>Fields that this version does not know, unchanged.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? OtherFields { get; set; }
}
