using System.Text.Json;
using System.Text.Json.Serialization;
using PayHooks.Verification.Payloads;

namespace PayHooks.Verification.PortOne;

/// <summary>Details of a cross-border payment.</summary>
public sealed class PortOneCrossBorderData
{
    /// <summary>Details of the currency exchange.</summary>
    [JsonConverter(typeof(TolerantObject<PortOneForexDetails>))]
    public PortOneForexDetails? ForexDetails { get; init; }

    /// <summary>Fields that this version does not know, unchanged.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? OtherFields { get; set; }
}
