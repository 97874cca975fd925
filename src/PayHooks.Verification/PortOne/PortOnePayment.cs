using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using PayHooks.Verification.Payloads;

namespace PayHooks.Verification.PortOne;

/// <summary>
/// The body of a PortOne payment webhook, in its current form and the CHAIPort form. Only fields marked as signed are signed.
/// Source: docs.portone.cloud, "Payment Webhook"; the CHAIPort documents, "Webhook Integration".
/// </summary>
public sealed class PortOnePayment
{
    /// <summary>The type info for <c>webhookEvent.PayloadAs(PortOnePayment.Json)</c>.</summary>
    public static JsonTypeInfo<PortOnePayment> Json => PortOneJson.Default.PortOnePayment;

    /// <summary>The amount, in major units for every currency. Signed.</summary>
    public decimal? Amount { get; init; }

    /// <summary>The currency. Signed.</summary>
    public string? Currency { get; init; }

    /// <summary>PortOne's own reference of the order; refunds name it. Signed.</summary>
    public string? OrderRef { get; init; }

    /// <summary>The merchant's reference of the order. Signed.</summary>
    public string? MerchantOrderRef { get; init; }

    /// <summary>The payment channel's reference of the order; may be empty. Signed.</summary>
    public string? ChannelOrderRef { get; init; }

    /// <summary>PortOne's reference of the payment link that the payment was made through.</summary>
    public string? PaymentLinkRef { get; init; }

    /// <summary>The merchant's reference of that link.</summary>
    public string? LinkOrderRef { get; init; }

    /// <summary>The country. Signed.</summary>
    public string? CountryCode { get; init; }

    /// <summary><c>Success</c>, <c>Failed</c>, <c>Expired</c>, <c>Initiated</c>, <c>Pending</c>, …; the case varies. Signed.</summary>
    public string? Status { get; init; }

    /// <summary>A numeric code with a more detailed status: 2000 is success.</summary>
    public string? StatusCode { get; init; }

    /// <summary>The reason of the status.</summary>
    public string? StatusReason { get; init; }

    /// <summary>The reason as reported by the payment channel.</summary>
    public string? StatusChannelReason { get; init; }

    /// <summary>A message for the buyer.</summary>
    public string? UserMessage { get; init; }

    /// <summary>The signature.</summary>
    public string? SignatureHash { get; init; }

    /// <summary>The key of the payment channel. Signed.</summary>
    public string? ChannelKey { get; init; }

    /// <summary>The name of the payment channel.</summary>
    public string? ChannelName { get; init; }

    /// <summary>The logo of the payment channel (CHAIPort).</summary>
    public string? ChannelLogo { get; init; }

    /// <summary>The name of the payment method. Signed.</summary>
    public string? MethodName { get; init; }

    /// <summary>The key of the payment method.</summary>
    public string? MethodKey { get; init; }

    /// <summary>The sub-type of the payment method.</summary>
    public string? MethodSubType { get; init; }

    /// <summary>A human-readable description of the payment method.</summary>
    public string? PaymentMethodUsed { get; init; }

    /// <summary>The masked card number.</summary>
    public string? MaskedCardNumber { get; init; }

    /// <summary>The buyer's name.</summary>
    public string? BuyerName { get; init; }

    /// <summary>The buyer's e-mail address.</summary>
    public string? BuyerEmail { get; init; }

    /// <summary>The buyer's telephone number.</summary>
    public string? BuyerPhone { get; init; }

    /// <summary>The first line of the buyer's address.</summary>
    [JsonPropertyName("buyer_address1")]
    public string? BuyerAddress1 { get; init; }

    /// <summary>The second line of the buyer's address.</summary>
    [JsonPropertyName("buyer_address2")]
    public string? BuyerAddress2 { get; init; }

    /// <summary>The buyer's city.</summary>
    public string? BuyerCity { get; init; }

    /// <summary>The buyer's country.</summary>
    public string? BuyerCountry { get; init; }

    /// <summary>The merchant's name.</summary>
    public string? MerchantName { get; init; }

    /// <summary>The merchant's PortOne key.</summary>
    public string? MerchantKey { get; init; }

    /// <summary>The merchant's e-mail address.</summary>
    public string? MerchantEmailAddress { get; init; }

    /// <summary>When the transaction was created.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When the transaction was created, in older CHAIPort bodies.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>Whether the payment can be refunded.</summary>
    public bool? IsRefundAllowed { get; init; }

    /// <summary>Whether the payment can be refunded in parts.</summary>
    public bool? IsMultiRefundAllowed { get; init; }

    /// <summary>Whether the refund is complete (CHAIPort).</summary>
    public bool? RefundCompleted { get; init; }

    /// <summary>The status of the refund.</summary>
    public string? RefundStatus { get; init; }

    /// <summary>The status of the reconciliation (CHAIPort).</summary>
    public string? ReconStatus { get; init; }

    /// <summary>The buyer's browser.</summary>
    public string? UserAgent { get; init; }

    /// <summary>The buyer's IP address.</summary>
    public string? IpAddress { get; init; }

    /// <summary>The description of the transaction.</summary>
    public string? Description { get; init; }

    /// <summary>Where the payment was started: <c>api</c>, <c>checkout</c>, …</summary>
    public string? Source { get; init; }

    /// <summary><c>sandbox</c> or <c>live</c>. Not signed: do not rely on it.</summary>
    public string? Environment { get; init; }

    /// <summary>The URL of the receipt.</summary>
    public string? ReceiptUrl { get; init; }

    /// <summary>Whether the transaction is cross-border.</summary>
    public bool? IsCrossBorderTransaction { get; init; }

    /// <summary>Details of a cross-border transaction.</summary>
    [JsonConverter(typeof(TolerantObject<PortOneCrossBorderData>))]
    public PortOneCrossBorderData? CrossBorderData { get; init; }

    /// <summary>Additional data from the payment channel.</summary>
    public JsonElement? AdditionalPaymentDetails { get; init; }

    /// <summary>Additional data under the name in PortOne's parameter list.</summary>
    public JsonElement? AdditionalData { get; init; }

    /// <summary>Details of payment in instalments.</summary>
    [JsonConverter(typeof(TolerantObject<PortOneInstallmentDetails>))]
    public PortOneInstallmentDetails? InstallmentDetails { get; init; }

    /// <summary>Fields that this version does not know, unchanged.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? OtherFields { get; set; }
}
