using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using PayHooks.Verification.Payloads;

namespace PayHooks.Verification.XSignature;

/// <summary>The body of a webhook of an x-signature gateway, as far as such gateways agree.</summary>
public sealed class XSignatureEvent
{
    /// <summary>How to read it: <c>webhookEvent.PayloadAs(XSignatureEvent.Json)</c>.</summary>
    public static JsonTypeInfo<XSignatureEvent> Json => XSignatureJson.Default.XSignatureEvent;

    /// <summary>The event.</summary>
    public string? Id { get; init; }

    /// <summary>The event, under another name.</summary>
    public string? EventId { get; init; }

    /// <summary>The type.</summary>
    public string? Event { get; init; }

    /// <summary>The type, under another name.</summary>
    public string? Type { get; init; }

    /// <summary>The type, under a third name.</summary>
    public string? EventType { get; init; }

    /// <summary>When it was created.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Live or test.</summary>
    public bool? Livemode { get; init; }

    /// <summary>What the event is about.</summary>
    [JsonConverter(typeof(TolerantObject<XSignatureData>))]
    public XSignatureData? Data { get; init; }

    /// <summary>Fields that this version does not know, as they came.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? OtherFields { get; set; }
}
