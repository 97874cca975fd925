using System.Text.Json.Serialization;

namespace PayHooks.Reconciliation;

/// <summary>What comparing an item of a provider's API with the stored events found.</summary>
internal enum ReconcileOutcome
{
    /// <summary>A webhook or an earlier run reported it.</summary>
    [JsonStringEnumMemberName("matched")]
    Matched,

    /// <summary>It is missing, but so young that its webhook may still be on its way. A later run decides.</summary>
    [JsonStringEnumMemberName("pending")]
    Pending,

    /// <summary>It is missing: it was enqueued like a delivery.</summary>
    [JsonStringEnumMemberName("missed")]
    Missed,

    /// <summary>It has not arrived: the provider was asked to deliver it again.</summary>
    [JsonStringEnumMemberName("redelivery_requested")]
    RedeliveryRequested,

    /// <summary>The provider reports a state that contradicts the stored one.</summary>
    [JsonStringEnumMemberName("state_differs")]
    StateDiffers,

    /// <summary>The provider reports another amount or currency for the same change.</summary>
    [JsonStringEnumMemberName("amount_differs")]
    AmountDiffers,

    /// <summary>PayHooks has the payment and the provider does not know it.</summary>
    [JsonStringEnumMemberName("extra")]
    Extra,

    /// <summary>It reports no change that could be compared or enqueued.</summary>
    [JsonStringEnumMemberName("unrecoverable")]
    Unrecoverable,

    /// <summary>It could not be read or compared.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}
