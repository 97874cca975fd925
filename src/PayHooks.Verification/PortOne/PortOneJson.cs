using System.Text.Json.Serialization;
using PayHooks.Verification.Payloads;

namespace PayHooks.Verification.PortOne;

/// <summary>JSON metadata of PortOne's typed payloads; unexpected values become null.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    MaxDepth = EventPayload.MaxDepth,
    Converters =
    [
        typeof(TolerantString), typeof(TolerantDecimal), typeof(TolerantBoolean), typeof(TolerantInteger), typeof(TolerantTime),
    ])]
[JsonSerializable(typeof(PortOnePayment))]
[JsonSerializable(typeof(PortOnePaymentLink))]
[JsonSerializable(typeof(PortOneSubscription))]
[JsonSerializable(typeof(PortOneRefund))]
internal sealed partial class PortOneJson : JsonSerializerContext;
