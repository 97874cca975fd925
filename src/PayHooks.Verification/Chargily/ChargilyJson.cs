using System.Text.Json.Serialization;
using PayHooks.Verification.Payloads;

namespace PayHooks.Verification.Chargily;

/// <summary>JSON metadata of Chargily's typed payloads; unexpected values become null.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    MaxDepth = EventPayload.MaxDepth,
    Converters =
    [
        typeof(TolerantString), typeof(TolerantDecimal), typeof(TolerantBoolean), typeof(TolerantInteger), typeof(TolerantTime),
    ])]
[JsonSerializable(typeof(ChargilyCheckoutEvent))]
internal sealed partial class ChargilyJson : JsonSerializerContext;
