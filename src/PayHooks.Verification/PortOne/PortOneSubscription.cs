using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace PayHooks.Verification.PortOne;

/// <summary>
/// The body of a PortOne subscription webhook. No sum and no count in it is signed. Source: docs.portone.cloud,
/// "Subscription Link Webhook".
/// </summary>
public sealed class PortOneSubscription
{
    /// <summary>How to read it: <c>webhookEvent.PayloadAs(PortOneSubscription.Json)</c>.</summary>
    public static JsonTypeInfo<PortOneSubscription> Json => PortOneJson.Default.PortOneSubscription;

    /// <summary>PortOne's reference of the subscription. Signed.</summary>
    public string? OrderRef { get; init; }

    /// <summary>The reference of its plan.</summary>
    public string? PlanOrderRef { get; init; }

    /// <summary>The merchant's reference. Signed.</summary>
    public string? MerchantOrderRef { get; init; }

    /// <summary><c>Created</c>, <c>Active</c>, <c>Completed</c>, <c>Expired</c>, <c>Cancelled</c>; <c>Active</c> is reported again at each
    /// deduction. Signed.</summary>
    public string? Status { get; init; }

    /// <summary>The currency. Signed.</summary>
    public string? Currency { get; init; }

    /// <summary>The type, for example <c>REGULAR</c>.</summary>
    public string? SubscriptionType { get; init; }

    /// <summary>The name of the plan.</summary>
    public string? Name { get; init; }

    /// <summary>The address of the subscription's page.</summary>
    public string? Link { get; init; }

    /// <summary>The amount of one deduction.</summary>
    public decimal? RecurringAmount { get; init; }

    /// <summary>The amount of all deductions.</summary>
    public decimal? TotalAmount { get; init; }

    /// <summary>What was collected so far. Not signed: ask PortOne before you credit it.</summary>
    public decimal? CollectedAmount { get; init; }

    /// <summary>How many deductions were made so far.</summary>
    public long? CollectedCount { get; init; }

    /// <summary>How many deductions there will be; PortOne spells it <c>recurrance_count</c>.</summary>
    [JsonPropertyName("recurrance_count")]
    public long? RecurrenceCount { get; init; }

    /// <summary>A deduction every so many periods.</summary>
    public long? Frequency { get; init; }

    /// <summary>The period: <c>D</c> is a day.</summary>
    public string? Period { get; init; }

    /// <summary>How many.</summary>
    public long? Quantity { get; init; }

    /// <summary><c>Y</c> or <c>N</c>: whether missed deductions add up.</summary>
    public string? AllowAccumulate { get; init; }

    /// <summary>Costs beyond the plan.</summary>
    public JsonElement? AdditionalCost { get; init; }

    /// <summary>Their sum.</summary>
    public decimal? TotalAdditionalCost { get; init; }

    /// <summary>Whether the trial still runs.</summary>
    public bool? InTrial { get; init; }

    /// <summary>The trial lasts so many trial periods.</summary>
    public long? TrialFrequency { get; init; }

    /// <summary>The trial's period.</summary>
    public string? TrialPeriod { get; init; }

    /// <summary>When it started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it was created.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When its link expires.</summary>
    public DateTimeOffset? ExpiredAt { get; init; }

    /// <summary>The next deduction; documented as text, sent as a number.</summary>
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

    /// <summary>Whether the customer is notified by telephone.</summary>
    public bool? NotifyByPhone { get; init; }

    /// <summary><c>sandbox</c> or <c>live</c>. Not signed.</summary>
    public string? Environment { get; init; }

    /// <summary>Where it was made.</summary>
    public string? Source { get; init; }

    /// <summary>The IP address of who made it.</summary>
    public string? IpAddress { get; init; }

    /// <summary>The merchant's key under its oldest name.</summary>
    [JsonPropertyName("chaipaykey")]
    public string? ChaipayKey { get; init; }

    /// <summary>The merchant's PortOne key.</summary>
    public string? PortoneKey { get; init; }

    /// <summary>The signature.</summary>
    public string? SignatureHash { get; init; }

    /// <summary>Fields that this version does not know, as they came.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? OtherFields { get; set; }
}
