using System.Text.Json;
using System.Text.Json.Serialization;
using PayHooks.Verification.Payloads;

namespace PayHooks.Verification.XanPay;

/// <summary>A charge in a XanPay webhook.</summary>
public sealed class XanPayCharge
{
    /// <summary>The id of the charge.</summary>
    [JsonPropertyName("chargeId")]
    public string? ChargeId { get; init; }

    /// <summary>The id of the merchant.</summary>
    [JsonPropertyName("merchantId")]
    public string? MerchantId { get; init; }

    /// <summary>The currency that the customer pays in.</summary>
    [JsonPropertyName("customerCurrency")]
    public string? CustomerCurrency { get; init; }

    /// <summary>The amount that the merchant receives, in <see cref="MerchantCurrency"/>.</summary>
    [JsonPropertyName("merchantAmount")]
    public decimal? MerchantAmount { get; init; }

    /// <summary>The merchant's currency.</summary>
    [JsonPropertyName("merchantCurrency")]
    public string? MerchantCurrency { get; init; }

    /// <summary><c>pending</c>, <c>completed</c>, <c>expired</c> (may still complete), <c>cancelled</c>.</summary>
    public string? Status { get; init; }

    /// <summary>The text that the merchant passed with the charge.</summary>
    [JsonPropertyName("notifyPayload")]
    public string? NotifyPayload { get; init; }

    /// <summary>The payment method.</summary>
    [JsonPropertyName("paymentMethod")]
    public string? PaymentMethod { get; init; }

    /// <summary>The items ordered.</summary>
    [JsonConverter(typeof(TolerantList<XanPayOrder>))]
    public IReadOnlyList<XanPayOrder>? Orders { get; init; }

    /// <summary>
    /// The JSON in <see cref="NotifyPayload"/>, plain or in base64 as XanPay recommends; null if it contains none.
    /// </summary>
    [JsonIgnore]
    public JsonElement? DecodedNotifyPayload =>
        XanPay.NotifyPayload.Decode(NotifyPayload) is { } json ? EventPayload.Parse(json) : null;

    /// <summary>Fields that this version does not know, unchanged.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? OtherFields { get; set; }
}
