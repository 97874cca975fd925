using System.Text.Json;
using System.Text.Json.Serialization;

namespace PayHooks.Verification.Chargily;

/// <summary>A checkout in a Chargily webhook. Amounts are Algerian dinars, in major units.</summary>
public sealed class ChargilyCheckout
{
    /// <summary>The id of the checkout.</summary>
    public string? Id { get; init; }

    /// <summary>Always <c>checkout</c>.</summary>
    public string? Entity { get; init; }

    /// <summary>Chargily's fees.</summary>
    public decimal? Fees { get; init; }

    /// <summary>The amount.</summary>
    public decimal? Amount { get; init; }

    /// <summary>The currency, if present.</summary>
    public string? Currency { get; init; }

    /// <summary>The language of the page: <c>ar</c>, <c>en</c> or <c>fr</c>.</summary>
    public string? Locale { get; init; }

    /// <summary><c>pending</c>, <c>processing</c>, <c>paid</c>, <c>failed</c>, <c>canceled</c> or <c>expired</c>.</summary>
    public string? Status { get; init; }

    /// <summary>The merchant's metadata: null, an object or an array.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>When the checkout was created.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When the checkout last changed.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>The id of the invoice.</summary>
    public string? InvoiceId { get; init; }

    /// <summary>The id of the customer.</summary>
    public string? CustomerId { get; init; }

    /// <summary>The description.</summary>
    public string? Description { get; init; }

    /// <summary>The redirect URL after success.</summary>
    public string? SuccessUrl { get; init; }

    /// <summary>The redirect URL after failure.</summary>
    public string? FailureUrl { get; init; }

    /// <summary><c>edahabia</c>, <c>cib</c> or <c>chargily_app</c>.</summary>
    public string? PaymentMethod { get; init; }

    /// <summary>The id of the payment link that created the checkout.</summary>
    public string? PaymentLinkId { get; init; }

    /// <summary>Whether the customer pays the fees; superseded by <see cref="ChargilyPayFeesAllocation"/>.</summary>
    public bool? PassFeesToCustomer { get; init; }

    /// <summary>Who pays the fees: <c>customer</c>, <c>merchant</c> or <c>split</c>.</summary>
    public string? ChargilyPayFeesAllocation { get; init; }

    /// <summary>The shipping address.</summary>
    public JsonElement? ShippingAddress { get; init; }

    /// <summary>Whether the page asks for a shipping address; sent as 0 or 1.</summary>
    public bool? CollectShippingAddress { get; init; }

    /// <summary>The discount.</summary>
    public JsonElement? Discount { get; init; }

    /// <summary>The amount before the discount.</summary>
    public decimal? AmountWithoutDiscount { get; init; }

    /// <summary>The URL of the checkout page.</summary>
    public string? Url { get; init; }

    /// <summary>Fields that this version does not know, unchanged.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? OtherFields { get; set; }
}
