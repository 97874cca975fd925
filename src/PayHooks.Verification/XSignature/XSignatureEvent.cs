using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using PayHooks.Verification.Payloads;

namespace PayHooks.Verification.XSignature;

/// <summary>The body of an x-signature gateway's webhook: the fields that such gateways have in common.</summary>
public sealed class XSignatureEvent
{
    /// <summary>The type info for <c>webhookEvent.PayloadAs(XSignatureEvent.Json)</c>.</summary>
    public static JsonTypeInfo<XSignatureEvent> Json => XSignatureJson.Default.XSignatureEvent;

    /// <summary>The id of the event.</summary>
    public string? Id { get; init; }

    /// <summary>The id of the event, under another name.</summary>
    public string? EventId { get; init; }

    /// <summary>The type.</summary>
    public string? Event { get; init; }

    /// <summary>The type, under another name.</summary>
    public string? Type { get; init; }

    /// <summary>The type, under yet another name.</summary>
    public string? EventType { get; init; }

    /// <summary>When it was created.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Live or test mode.</summary>
    public bool? Livemode { get; init; }

    /// <summary>The data of the event.</summary>
    [JsonConverter(typeof(TolerantObject<XSignatureData>))]
    public XSignatureData? Data { get; init; }

    /// <summary>Fields that this version does not know, unchanged.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? OtherFields { get; set; }
}
