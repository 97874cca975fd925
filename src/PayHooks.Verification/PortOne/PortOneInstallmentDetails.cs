using System.Text.Json;
using System.Text.Json.Serialization;

namespace PayHooks.Verification.PortOne;

/// <summary>Details of payment in instalments.</summary>
public sealed class PortOneInstallmentDetails
{
    /// <summary>The bank's code.</summary>
    public string? BankCode { get; init; }

    /// <summary>The bank's interest rate.</summary>
    public decimal? Interest { get; init; }

    /// <summary>Whether the merchant pays the interest.</summary>
    public bool? IsMerchantSponsored { get; init; }

    /// <summary>The number of months.</summary>
    public long? Period { get; init; }

    /// <summary>Fields that this version does not know, unchanged.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? OtherFields { get; set; }
}
