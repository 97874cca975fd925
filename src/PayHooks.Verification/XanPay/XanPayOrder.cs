using System.Text.Json;
using System.Text.Json.Serialization;

namespace PayHooks.Verification.XanPay;

/// <summary>An item of a charge.</summary>
public sealed class XanPayOrder
{
    /// <summary>The merchant's id of the item.</summary>
    public string? Id { get; init; }

    /// <summary>The item's name.</summary>
    public string? Name { get; init; }

    /// <summary>The quantity.</summary>
    public decimal? Quantity { get; init; }

    /// <summary>The amount.</summary>
    public decimal? Amount { get; init; }

    /// <summary>The currency.</summary>
    public string? Currency { get; init; }

    /// <summary>Fields that this version does not know, unchanged.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? OtherFields { get; set; }
}
