using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using PayHooks.Verification.Payloads;

namespace PayHooks.Verification.XanPay;

/// <summary>The body of a XanPay webhook. Source: xanpay.com/documentation, "Webhooks".</summary>
public sealed class XanPayNotification
{
    /// <summary>The type info for <c>webhookEvent.PayloadAs(XanPayNotification.Json)</c>.</summary>
    public static JsonTypeInfo<XanPayNotification> Json => XanPayJson.Default.XanPayNotification;

    /// <summary>When the notification was created.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The reason; only <c>charge_status_updated</c> is documented.</summary>
    public string? Reason { get; init; }

    /// <summary>The charge.</summary>
    [JsonConverter(typeof(TolerantObject<XanPayCharge>))]
    public XanPayCharge? Payload { get; init; }

    /// <summary>Fields that this version does not know, unchanged.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? OtherFields { get; set; }
}
