using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace PayHooks.Verification.PortOne;

/// <summary>
/// The body of a PortOne subscription webhook. Its amounts and counts are not signed. Source: docs.portone.cloud,
/// "Subscription Link Webhook".
/// </summary>
public sealed class PortOneSubscription
{
    /// <summary>The type info for <c>webhookEvent.PayloadAs(PortOneSubscription.Json)</c>.</summary>
    public static JsonTypeInfo<PortOneSubscription> Json => PortOneJson.Default.PortOneSubscription;

    /// <summary>PortOne's reference of the subscription. Signed.</summary>
    public string? OrderRef { get; init; }

    /// <summary>The reference of the plan.</summary>
    public string? PlanOrderRef { get; init; }

    /// <summary>The merchant's reference. Signed.</summary>
    public string? MerchantOrderRef { get; init; }

    /// <summary><c>Created</c>, <c>Active</c>, <c>Completed</c>, <c>Expired</c> or <c>Cancelled</c>; <c>Active</c> is repeated for each
    /// deduction. Signed.</summary>
    public string? Status { get; init; }

    /// <summary>The currency. Signed.</summary>
    public string? Currency { get; init; }

    /// <summary>The type, for example <c>REGULAR</c>.</summary>
    public string? SubscriptionType { get; init; }

    /// <summary>The name of the plan.</summary>
    public string? Name { get; init; }

    /// <summary>The URL of the subscription page.</summary>
    public string? Link { get; init; }

    /// <summary>The amount of one deduction.</summary>
    public decimal? RecurringAmount { get; init; }

    /// <summary>The amount of all deductions.</summary>
    public decimal? TotalAmount { get; init; }

    /// <summary>The amount collected so far. Not signed: query PortOne before you credit it.</summary>
    public decimal? CollectedAmount { get; init; }

    /// <summary>The number of deductions so far.</summary>
    public long? CollectedCount { get; init; }

    /// <summary>The total number of deductions; PortOne spells it <c>recurrance_count</c>.</summary>
    [JsonPropertyName("recurrance_count")]
    public long? RecurrenceCount { get; init; }

    /// <summary>The number of periods between deductions.</summary>
    public long? Frequency { get; init; }

    /// <summary>The period: <c>D</c> is a day.</summary>
    public string? Period { get; init; }

    /// <summary>The quantity.</summary>
    public long? Quantity { get; init; }

    /// <summary><c>Y</c> or <c>N</c>: whether missed deductions add up.</summary>
    public string? AllowAccumulate { get; init; }

    /// <summary>Additional costs beyond the plan.</summary>
    public JsonElement? AdditionalCost { get; init; }

    /// <summary>The total of the additional costs.</summary>
    public decimal? TotalAdditionalCost { get; init; }

    /// <summary>Whether the subscription is in its trial.</summary>
    public bool? InTrial { get; init; }

    /// <summary>The length of the trial in trial periods.</summary>
    public long? TrialFrequency { get; init; }

    /// <summary>The trial period.</summary>
    public string? TrialPeriod { get; init; }

    /// <summary>When the subscription started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When the subscription was created.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When the link expires.</summary>
    public DateTimeOffset? ExpiredAt { get; init; }

    /// <summary>The amount of the next deduction; documented as a string, sent as a number.</summary>
    public decimal? NextDeductionAmount { get; init; }

    /// <summary>When the next deduction is due.</summary>
    public DateTimeOffset? NextDeductionDate { get; init; }

    /// <summary>The customer's name.</summary>
    public string? CustomerName { get; init; }

    /// <summary>The customer's e-mail address.</summary>
    public string? CustomerEmailAddress { get; init; }

    /// <summary>The customer's telephone number.</summary>
    public string? CustomerPhoneNumber { get; init; }

    /// <summary>Whether the customer is notified by e-mail.</summary>
    public bool? NotifyByEmail { get; init; }

    /// <summary>Whether the customer is notified by phone.</summary>
    public bool? NotifyByPhone { get; init; }

    /// <summary><c>sandbox</c> or <c>live</c>. Not signed.</summary>
    public string? Environment { get; init; }

    /// <summary>The channel it was created through.</summary>
    public string? Source { get; init; }

    /// <summary>The IP address of the creator.</summary>
    public string? IpAddress { get; init; }

    /// <summary>The merchant's key under its legacy name.</summary>
    [JsonPropertyName("chaipaykey")]
    public string? ChaipayKey { get; init; }

    /// <summary>The merchant's PortOne key.</summary>
    public string? PortoneKey { get; init; }

    /// <summary>The signature.</summary>
    public string? SignatureHash { get; init; }

    /// <summary>Fields that this version does not know, unchanged.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? OtherFields { get; set; }
}
