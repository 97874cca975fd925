using System.Text.Json;
using System.Text.Json.Serialization;
using PayHooks.Verification.Payloads;

namespace PayHooks.Verification.PortOne;

/// <summary>Details of a payment across a border.</summary>
public sealed class PortOneCrossBorderData
{
    /// <summary>How the currency was exchanged.</summary>
    [JsonConverter(typeof(TolerantObject<PortOneForexDetails>))]
    public PortOneForexDetails? ForexDetails { get; init; }

    /// <summary>Fields that this version does not know, as they came.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? OtherFields { get; set; }
}

/// <summary>The exchange of one currency for another.</summary>
public sealed class PortOneForexDetails
{
    /// <summary>The rate.</summary>
    public decimal? ForexRate { get; init; }

    /// <summary>The amount of the payment link.</summary>
    public decimal? InvoiceAmount { get; init; }

    /// <summary>The currency of the payment link.</summary>
    public string? InvoiceCurrency { get; init; }

    /// <summary>The amount that the customer paid.</summary>
    public decimal? PaymentAmount { get; init; }

    /// <summary>The currency that the customer paid in.</summary>
    public string? PaymentCurrency { get; init; }

    /// <summary>Fields that this version does not know, as they came.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? OtherFields { get; set; }
}

/// <summary>Payment in instalments.</summary>
public sealed class PortOneInstallmentDetails
{
    /// <summary>The bank.</summary>
    public string? BankCode { get; init; }

    /// <summary>The bank's interest rate.</summary>
    public decimal? Interest { get; init; }

    /// <summary>Whether the merchant bears the interest.</summary>
    public bool? IsMerchantSponsored { get; init; }

    /// <summary>The number of months.</summary>
    public long? Period { get; init; }

    /// <summary>Fields that this version does not know, as they came.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? OtherFields { get; set; }
}
