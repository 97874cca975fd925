using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PayHooks.Serialization;

// Times are UTC DateTime values, written with a Z. Members are written in the order of their declaration.

/// <summary>An event as JSON: the same shape for the API, the CLI and the forwarder. Unknown facts are null, never invented.</summary>
internal record EventResponse
{
    public required string Id { get; init; }

    public required string Source { get; init; }

    public required string Provider { get; init; }

    public required string? ProviderEventId { get; init; }

    public required string Type { get; init; }

    public required string? ProviderType { get; init; }

    public required string Status { get; init; }

    /// <summary>handled, no_handler, unrecognised, unchanged, stale or conflict; null until the event is completed.</summary>
    public string? Outcome { get; init; }

    /// <summary>changed, unchanged, stale or conflict; null before the first attempt, and for events that report no state.</summary>
    public string? Effect { get; init; }

    /// <summary>The payment, refund, capture, dispute or payout whose state the event reports, or null.</summary>
    public SubjectResponse? Subject { get; init; }

    /// <summary>The provider's id of the payment that the event belongs to, or null.</summary>
    public string? Payment { get; init; }

    /// <summary>The event that reported the same change first; null if this one did.</summary>
    public string? Owner { get; init; }

    public required string Verification { get; init; }

    public required Resource Resource { get; init; }

    public required AmountResponse? Amount { get; init; }

    public required bool? Livemode { get; init; }

    public required DateTime? OccurredAt { get; init; }

    public required DateTime ReceivedAt { get; init; }

    public DateTime? CompletedAt { get; init; }

    public int Deliveries { get; init; }

    public int Conflicts { get; init; }

    public int Attempts { get; init; }

    public DateTime? NextAttemptAt { get; init; }

    public string? LastError { get; init; }

    public IReadOnlyList<HandledResponse> Handlers { get; init; } = [];

    /// <summary>The body; null in lists, and if it was removed or is not JSON.</summary>
    public JsonElement? Payload { get; init; }
}

/// <summary>An event with its log, for the detail view.</summary>
internal sealed record EventDetailResponse : EventResponse
{
    [SetsRequiredMembers]
    public EventDetailResponse(EventResponse listed)
        : base(listed)
    {
    }

    /// <summary>The URL of the event's payment in the provider's dashboard; null if unknown.</summary>
    [JsonPropertyOrder(1)]
    public string? Dashboard { get; init; }

    /// <summary>The size of the body in bytes; null if it was never known.</summary>
    [JsonPropertyOrder(1)]
    public int? BodyLength { get; init; }

    [JsonPropertyOrder(1)]
    public DateTime? ErasedAt { get; init; }

    /// <summary>The ids of the failure groups that it is in.</summary>
    [JsonPropertyOrder(1)]
    public IReadOnlyList<string> FailureGroups { get; init; } = [];

    [JsonPropertyOrder(1)]
    public EventLogResponse? Log { get; init; }
}

/// <summary>What an event belongs to.</summary>
/// <param name="Dashboard">The URL of its payment in the provider's dashboard, or null.</param>
/// <param name="FailureGroups">The ids of the failure groups that it is in.</param>
/// <param name="Jobs">The ids of the bulk replays that replayed it, by the id of the replay.</param>
internal sealed record EventLinks(string? Dashboard, IReadOnlyList<string> FailureGroups, IReadOnlyDictionary<string, string> Jobs);

/// <summary>A page of events, without payloads.</summary>
internal sealed record EventListResponse(IEnumerable<EventResponse> Events, string? Cursor);

/// <summary>An amount of money.</summary>
/// <param name="Value">The amount in the currency's main unit, as text to prevent rounding by readers; null if unknown.</param>
/// <param name="Currency">The ISO 4217 code, or null.</param>
/// <param name="MinorUnits">The amount in the currency's smallest unit, or null.</param>
/// <param name="ProviderText">The number as the provider wrote it.</param>
internal sealed record AmountResponse(string? Value, string? Currency, long? MinorUnits, string ProviderText)
{
    /// <summary>Converts an amount; null stays null.</summary>
    public static AmountResponse? Of(Amount? amount) => amount is null
        ? null
        : new AmountResponse(amount.Value?.ToString(CultureInfo.InvariantCulture), amount.Currency, amount.MinorUnits, amount.ProviderText);
}

/// <summary>A handler that has completed.</summary>
internal sealed record HandledResponse(string Name, DateTime HandledAt);

/// <summary>How an event arrived and was handled; the newest entries, oldest first.</summary>
internal sealed record EventLogResponse(
    IEnumerable<DeliveryResponse> Deliveries, IEnumerable<AttemptResponse> Attempts, IEnumerable<ReplayResponse> Replays);

/// <summary>One delivery of an event.</summary>
internal sealed record DeliveryResponse(string Id, DateTime ReceivedAt, string Verification, int? SecretIndex, bool Conflict);

/// <summary>One attempt of one handler.</summary>
internal sealed record AttemptResponse(
    DateTime At, int Attempt, string? Handler, string Outcome, double DurationMs, string? Error, string? Response);

/// <summary>One replay.</summary>
/// <param name="Id">Identifies it.</param>
/// <param name="At">When it was requested.</param>
/// <param name="Job">The bulk replay that requested it, or null.</param>
internal sealed record ReplayResponse(string Id, DateTime At, string? Job);
