using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using PayHooks.Verification.Payloads;

namespace PayHooks.Verification.XanPay;

/// <summary>The body of a XanPay webhook. Source: xanpay.com/documentation, "Webhooks".</summary>
public sealed class XanPayNotification
{
    /// <summary>How to read it: <c>webhookEvent.PayloadAs(XanPayNotification.Json)</c>.</summary>
    public static JsonTypeInfo<XanPayNotification> Json => PayloadJson.Default.XanPayNotification;

    /// <summary>When the notice was made.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary><c>charge_status_updated</c> is the only one documented.</summary>
    public string? Reason { get; init; }

    /// <summary>The charge.</summary>
    [JsonConverter(typeof(TolerantObject<XanPayCharge>))]
    public XanPayCharge? Payload { get; init; }

    /// <summary>Fields that this version does not know, as they came.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? OtherFields { get; set; }
}

/// <summary>A charge in a XanPay webhook.</summary>
public sealed class XanPayCharge
{
    /// <summary>The charge.</summary>
    [JsonPropertyName("chargeId")]
    public string? ChargeId { get; init; }

    /// <summary>The merchant.</summary>
    [JsonPropertyName("merchantId")]
    public string? MerchantId { get; init; }

    /// <summary>The currency that the customer pays in.</summary>
    [JsonPropertyName("customerCurrency")]
    public string? CustomerCurrency { get; init; }

    /// <summary>What the merchant gets, in <see cref="MerchantCurrency"/>.</summary>
    [JsonPropertyName("merchantAmount")]
    public decimal? MerchantAmount { get; init; }

    /// <summary>The merchant's currency.</summary>
    [JsonPropertyName("merchantCurrency")]
    public string? MerchantCurrency { get; init; }

    /// <summary><c>pending</c>, <c>completed</c>, <c>expired</c> (may still complete), <c>cancelled</c>.</summary>
    public string? Status { get; init; }

    /// <summary>The text that the merchant gave with the charge.</summary>
    [JsonPropertyName("notifyPayload")]
    public string? NotifyPayload { get; init; }

    /// <summary>The payment method.</summary>
    [JsonPropertyName("paymentMethod")]
    public string? PaymentMethod { get; init; }

    /// <summary>What was ordered.</summary>
    [JsonConverter(typeof(TolerantList<XanPayOrder>))]
    public IReadOnlyList<XanPayOrder>? Orders { get; init; }

    /// <summary>
    /// What <see cref="NotifyPayload"/> holds when it is JSON, as it is or in base64 as XanPay recommends; null otherwise.
    /// </summary>
    [JsonIgnore]
    public JsonElement? DecodedNotifyPayload =>
        XanPay.NotifyPayload.Decode(NotifyPayload) is { } json ? EventPayload.Parse(json) : null;

    /// <summary>Fields that this version does not know, as they came.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? OtherFields { get; set; }
}

/// <summary>An item of a charge.</summary>
public sealed class XanPayOrder
{
    /// <summary>The merchant's id of the item.</summary>
    public string? Id { get; init; }

    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary>How many.</summary>
    public decimal? Quantity { get; init; }

    /// <summary>The amount.</summary>
    public decimal? Amount { get; init; }

    /// <summary>The currency.</summary>
    public string? Currency { get; init; }

    /// <summary>Fields that this version does not know, as they came.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? OtherFields { get; set; }
}
