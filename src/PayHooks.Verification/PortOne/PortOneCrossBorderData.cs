using System.Text.Json;
using System.Text.Json.Serialization;
using PayHooks.Verification.Payloads;

namespace PayHooks.Verification.PortOne;

/// <summary>Details of a payment across a border.</summary>
public sealed class PortOneCrossBorderData
{
    /// <summary>How the currency was exchanged.</summary>
    [JsonConverter(typeof(TolerantObject<PortOneForexDetails>))]
    public PortOneForexDetails? ForexDetails { get; init; }

    /// <summary>Fields that this version does not know, as they came.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? OtherFields { get; set; }
}
