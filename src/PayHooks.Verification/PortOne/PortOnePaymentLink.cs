using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace PayHooks.Verification.PortOne;

/// <summary>
/// The body of a PortOne payment-link webhook. Only fields marked as signed are signed. Source: docs.portone.cloud,
/// "Payment Link Webhook".
/// </summary>
public sealed class PortOnePaymentLink
{
    /// <summary>The type info for <c>webhookEvent.PayloadAs(PortOnePaymentLink.Json)</c>.</summary>
    public static JsonTypeInfo<PortOnePaymentLink> Json => PortOneJson.Default.PortOnePaymentLink;

    /// <summary>PortOne's reference of the link. Signed.</summary>
    public string? LinkRef { get; init; }

    /// <summary>The URL of the link.</summary>
    public string? Link { get; init; }

    /// <summary>The currency. Signed.</summary>
    public string? Currency { get; init; }

    /// <summary>The amount, in major units. Signed.</summary>
    public decimal? Amount { get; init; }

    /// <summary>The country. Signed, under the name <c>country_code</c>.</summary>
    [JsonPropertyName("countryCode")]
    public string? CountryCode { get; init; }

    /// <summary>The merchant's key under its legacy name.</summary>
    [JsonPropertyName("chaipaykey")]
    public string? ChaipayKey { get; init; }

    /// <summary><c>Created</c>, <c>Processing</c>, <c>Success</c>, <c>Expired</c> or <c>Cancelled</c>. Signed.</summary>
    public string? Status { get; init; }

    /// <summary>The redirect URL after success.</summary>
    public string? SuccessUrl { get; init; }

    /// <summary>The redirect URL after cancellation.</summary>
    public string? CancelUrl { get; init; }

    /// <summary>The merchant's reference. Signed.</summary>
    public string? MerchantOrderRef { get; init; }

    /// <summary>Whether the billing and shipping addresses are the same.</summary>
    public bool? IsBillingShippingSame { get; init; }

    /// <summary>The merchant's name.</summary>
    public string? MerchantName { get; init; }

    /// <summary>The merchant's logo.</summary>
    public string? MerchantLogo { get; init; }

    /// <summary>The URL of the merchant's shop.</summary>
    public string? MerchantBackUrl { get; init; }

    /// <summary>The shipping charges.</summary>
    public decimal? MerchantShippingCharges { get; init; }

    /// <summary>The discount code.</summary>
    public string? MerchantPromoCode { get; init; }

    /// <summary>The discount.</summary>
    public decimal? MerchantPromoDiscount { get; init; }

    /// <summary>The browser of the link's creator.</summary>
    public string? UserAgent { get; init; }

    /// <summary>The IP address of the link's creator.</summary>
    public string? IpAddress { get; init; }

    /// <summary>The validity of the link in hours.</summary>
    public long? ExpiryHours { get; init; }

    /// <summary>When the link was created.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The channel it was created through.</summary>
    public string? Source { get; init; }

    /// <summary>The description.</summary>
    public string? Description { get; init; }

    /// <summary>The redirect URL for mobile buyers.</summary>
    public string? MobileRedirectUrl { get; init; }

    /// <summary>Whether the page shows the shipping details.</summary>
    public bool? ShowShippingDetails { get; init; }

    /// <summary>Whether the page has a back button.</summary>
    public bool? ShowBackButton { get; init; }

    /// <summary>Whether the page is embedded.</summary>
    public bool? IsCheckoutEmbed { get; init; }

    /// <summary>Whether the customer is notified by e-mail.</summary>
    public bool? NotifyByEmail { get; init; }

    /// <summary>Whether the customer is notified by phone.</summary>
    public bool? NotifyByPhone { get; init; }

    /// <summary>Whether the page shows the items.</summary>
    public bool? ShowItems { get; init; }

    /// <summary>The merchant's key.</summary>
    public string? MerchantKey { get; init; }

    /// <summary>The merchant's e-mail address.</summary>
    public string? MerchantEmailAddress { get; init; }

    /// <summary>The customer's name.</summary>
    public string? CustomerName { get; init; }

    /// <summary>The customer's e-mail address.</summary>
    public string? CustomerEmailAddress { get; init; }

    /// <summary>The customer's telephone number.</summary>
    public string? CustomerPhoneNumber { get; init; }

    /// <summary>The reference of the payment page.</summary>
    public string? PaymentPageRef { get; init; }

    /// <summary>The unit price.</summary>
    public decimal? UnitAmount { get; init; }

    /// <summary>The number of units in stock.</summary>
    public long? StockQuantity { get; init; }

    /// <summary>The signature.</summary>
    public string? SignatureHash { get; init; }

    /// <summary>Whether the page shows saved cards.</summary>
    public bool? ShowSavedCards { get; init; }

    /// <summary>The merchant's PortOne key.</summary>
    public string? PortoneKey { get; init; }

    /// <summary>The merchant's own field 1.</summary>
    [JsonPropertyName("user_configured_field1")]
    public string? UserConfiguredField1 { get; init; }

    /// <summary>The merchant's own field 2.</summary>
    [JsonPropertyName("user_configured_field2")]
    public string? UserConfiguredField2 { get; init; }

    /// <summary>The merchant's own field 3.</summary>
    [JsonPropertyName("user_configured_field3")]
    public string? UserConfiguredField3 { get; init; }

    /// <summary>The merchant's own field 4.</summary>
    [JsonPropertyName("user_configured_field4")]
    public string? UserConfiguredField4 { get; init; }

    /// <summary>The merchant's own field 5.</summary>
    [JsonPropertyName("user_configured_field5")]
    public string? UserConfiguredField5 { get; init; }

    /// <summary>Fields that this version does not know, unchanged.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? OtherFields { get; set; }
}
