using System.Text.Json.Serialization;
using PayHooks.Verification.Payloads;

namespace PayHooks.Verification.XSignature;

/// <summary>JSON metadata of the typed payloads of x-signature gateways; unexpected values become null.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    MaxDepth = EventPayload.MaxDepth,
    Converters =
    [
        typeof(TolerantString), typeof(TolerantDecimal), typeof(TolerantBoolean), typeof(TolerantInteger), typeof(TolerantTime),
    ])]
[JsonSerializable(typeof(XSignatureEvent))]
internal sealed partial class XSignatureJson : JsonSerializerContext;
