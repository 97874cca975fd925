using System.Text.Json.Serialization;
using PayHooks.Verification.Payloads;

namespace PayHooks.Verification.XanPay;

/// <summary>JSON metadata of XanPay's typed payloads; unexpected values become null.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    MaxDepth = EventPayload.MaxDepth,
    Converters =
    [
        typeof(TolerantString), typeof(TolerantDecimal), typeof(TolerantBoolean), typeof(TolerantInteger), typeof(TolerantTime),
    ])]
[JsonSerializable(typeof(XanPayNotification))]
internal sealed partial class XanPayJson : JsonSerializerContext;
