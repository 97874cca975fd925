using System.Text.Json.Serialization;
using PayHooks.Verification.Chargily;
using PayHooks.Verification.PortOne;
using PayHooks.Verification.XSignature;
using PayHooks.Verification.XanPay;

namespace PayHooks.Verification.Payloads;

/// <summary>
/// How the typed payloads are read: snake_case names unless told otherwise, and converters that read an unexpected value as null.
/// </summary>
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
[JsonSerializable(typeof(XanPayNotification))]
[JsonSerializable(typeof(ChargilyCheckoutEvent))]
[JsonSerializable(typeof(XSignatureEvent))]
internal sealed partial class PayloadJson : JsonSerializerContext;
