using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using PayHooks.Verification.Payloads;

namespace PayHooks.Verification.Chargily;

/// <summary>The body of a Chargily Pay V2 webhook. Source: dev.chargily.com/pay-v2, "Webhooks".</summary>
public sealed class ChargilyCheckoutEvent
{
    /// <summary>The type info for <c>webhookEvent.PayloadAs(ChargilyCheckoutEvent.Json)</c>.</summary>
    public static JsonTypeInfo<ChargilyCheckoutEvent> Json => ChargilyJson.Default.ChargilyCheckoutEvent;

    /// <summary>The id of the event.</summary>
    public string? Id { get; init; }

    /// <summary>Always <c>event</c>.</summary>
    public string? Entity { get; init; }

    /// <summary>Live or test mode; sent as a string.</summary>
    public bool? Livemode { get; init; }

    /// <summary><c>checkout.paid</c>, <c>checkout.failed</c>, …</summary>
    public string? Type { get; init; }

    /// <summary>The checkout that the event is about.</summary>
    [JsonConverter(typeof(TolerantObject<ChargilyCheckout>))]
    public ChargilyCheckout? Data { get; init; }

    /// <summary>When the event was created.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When the event last changed.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>Fields that this version does not know, unchanged.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? OtherFields { get; set; }
}
