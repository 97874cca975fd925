using System.Text.Json;
using System.Text.Json.Serialization;

namespace PayHooks.Verification.XSignature;

/// <summary>The data of an x-signature gateway's event.</summary>
public sealed class XSignatureData
{
    /// <summary>The id of the object.</summary>
    public string? Id { get; init; }

    /// <summary>The id of the payment.</summary>
    public string? PaymentId { get; init; }

    /// <summary>The amount, in the gateway's unit.</summary>
    public decimal? Amount { get; init; }

    /// <summary>The currency.</summary>
    public string? Currency { get; init; }

    /// <summary>The status.</summary>
    public string? Status { get; init; }

    /// <summary>When it was created.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Fields that this version does not know, unchanged.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? OtherFields { get; set; }
}
