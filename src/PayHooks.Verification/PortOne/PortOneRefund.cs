using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace PayHooks.Verification.PortOne;

/// <summary>
/// The body of a PortOne refund webhook. Nothing in it is signed: query PortOne before you act on it. Source:
/// docs.portone.cloud, "Refund Webhook".
/// </summary>
public sealed class PortOneRefund
{
    /// <summary>The type info for <c>webhookEvent.PayloadAs(PortOneRefund.Json)</c>.</summary>
    public static JsonTypeInfo<PortOneRefund> Json => PortOneJson.Default.PortOneRefund;

    /// <summary>The reference of the refund; may be empty.</summary>
    public string? RefundId { get; init; }

    /// <summary>The payment channel's reference of the refund; may be empty.</summary>
    public string? PspRefundId { get; init; }

    /// <summary>When the refund was made.</summary>
    public DateTimeOffset? RefundDate { get; init; }

    /// <summary>The amount, in major units.</summary>
    public decimal? Amount { get; init; }

    /// <summary>The currency.</summary>
    public string? Currency { get; init; }

    /// <summary><c>SUCCESS</c>, …</summary>
    public string? RefundStatus { get; init; }

    /// <summary><c>full</c> or <c>partial</c>.</summary>
    public string? RefundType { get; init; }

    /// <summary>The reason.</summary>
    public string? RefundReason { get; init; }

    /// <summary>The description.</summary>
    public string? Description { get; init; }

    /// <summary>The id of the merchant.</summary>
    public string? MerchantId { get; init; }

    /// <summary>PortOne's <c>order_ref</c> of the payment.</summary>
    public string? PaymentTxnRef { get; init; }

    /// <summary>The payment channel.</summary>
    public string? PaymentChannel { get; init; }

    /// <summary>The payment method.</summary>
    public string? PaymentMethod { get; init; }

    /// <summary>Fields that this version does not know, unchanged.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? OtherFields { get; set; }
}
