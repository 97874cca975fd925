using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PayHooks.Serialization;

// Times are UTC DateTime values, written with a Z. Members are written in the order of their declaration.

/// <summary>An event as JSON: the same shape for the API, the CLI and the forwarder. Unknown facts are null, never invented.</summary>
internal record EventResponse
{
    /// <summary>Identifies the event.</summary>
    public required string Id { get; init; }

    /// <summary>The source.</summary>
    public required string Source { get; init; }

    /// <summary>The source's provider.</summary>
    public required string Provider { get; init; }

    /// <summary>The provider's id of the event, or null.</summary>
    public required string? ProviderEventId { get; init; }

    /// <summary>The common type, for example payment.succeeded.</summary>
    public required string Type { get; init; }

    /// <summary>The provider's own type, or null.</summary>
    public required string? ProviderType { get; init; }

    /// <summary>processing, retrying, paused, completed or dead.</summary>
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

    /// <summary>How well it was verified: none, partial, credentials, signature or api.</summary>
    public required string Verification { get; init; }

    /// <summary>What the event is about.</summary>
    public required Resource Resource { get; init; }

    /// <summary>The event's own amount, or null.</summary>
    public required AmountResponse? Amount { get; init; }

    /// <summary>Whether it is real money; null if the provider does not say.</summary>
    public required bool? Livemode { get; init; }

    /// <summary>When it happened according to the provider, or null.</summary>
    public required DateTime? OccurredAt { get; init; }

    /// <summary>When the first delivery was received.</summary>
    public required DateTime ReceivedAt { get; init; }

    /// <summary>When the last handler finished, or null.</summary>
    public DateTime? CompletedAt { get; init; }

    /// <summary>How often it was delivered.</summary>
    public int Deliveries { get; init; }

    /// <summary>How many of the deliveries contradict the first one.</summary>
    public int Conflicts { get; init; }

    /// <summary>How many attempts have begun.</summary>
    public int Attempts { get; init; }

    /// <summary>When the next attempt is due, or null.</summary>
    public DateTime? NextAttemptAt { get; init; }

    /// <summary>Why the last attempt failed, or null.</summary>
    public string? LastError { get; init; }

    /// <summary>The handlers that have finished.</summary>
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

    /// <summary>When its payload was erased, or null.</summary>
    [JsonPropertyOrder(1)]
    public DateTime? ErasedAt { get; init; }

    /// <summary>The ids of the failure groups that it is in.</summary>
    [JsonPropertyOrder(1)]
    public IReadOnlyList<string> FailureGroups { get; init; } = [];

    /// <summary>Its newest deliveries, attempts and replays.</summary>
    [JsonPropertyOrder(1)]
    public EventLogResponse? Log { get; init; }
}

/// <summary>What an event belongs to.</summary>
/// <param name="Dashboard">The URL of its payment in the provider's dashboard, or null.</param>
/// <param name="FailureGroups">The ids of the failure groups that it is in.</param>
/// <param name="Jobs">The ids of the bulk replays that replayed it, by the id of the replay.</param>
internal sealed record EventLinks(string? Dashboard, IReadOnlyList<string> FailureGroups, IReadOnlyDictionary<string, string> Jobs);

/// <summary>A page of events, without payloads.</summary>
/// <param name="Events">The events, newest first.</param>
/// <param name="Cursor">Passed as the parameter cursor, it gets the next page; null on the last one.</param>
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
/// <param name="Name">The handler's name.</param>
/// <param name="HandledAt">When it finished.</param>
internal sealed record HandledResponse(string Name, DateTime HandledAt);

/// <summary>How an event arrived and was handled; the newest entries, oldest first.</summary>
/// <param name="Deliveries">The deliveries.</param>
/// <param name="Attempts">The attempts of handlers.</param>
/// <param name="Replays">The replays.</param>
internal sealed record EventLogResponse(
    IEnumerable<DeliveryResponse> Deliveries, IEnumerable<AttemptResponse> Attempts, IEnumerable<ReplayResponse> Replays);

/// <summary>One delivery of an event.</summary>
/// <param name="Id">Identifies the delivery.</param>
/// <param name="ReceivedAt">When it was received.</param>
/// <param name="Verification">How well it was verified.</param>
/// <param name="SecretIndex">The number of the secret that matched, or null.</param>
/// <param name="Conflict">Whether it contradicts the first delivery.</param>
internal sealed record DeliveryResponse(string Id, DateTime ReceivedAt, string Verification, int? SecretIndex, bool Conflict);

/// <summary>One attempt of one handler.</summary>
/// <param name="At">When it began.</param>
/// <param name="Attempt">Its number.</param>
/// <param name="Handler">The handler; null if none was involved, as in a crash or a question to the API of the provider.</param>
/// <param name="Outcome">succeeded, failed, timed_out or crashed, or the answer of the API.</param>
/// <param name="DurationMs">How long it took, in milliseconds.</param>
/// <param name="Error">Why it failed, or null.</param>
/// <param name="Response">What a forward target responded, or null.</param>
internal sealed record AttemptResponse(
    DateTime At, int Attempt, string? Handler, string Outcome, double DurationMs, string? Error, string? Response);

/// <summary>One replay.</summary>
/// <param name="Id">Identifies it.</param>
/// <param name="At">When it was requested.</param>
/// <param name="Job">The bulk replay that requested it, or null.</param>
internal sealed record ReplayResponse(string Id, DateTime At, string? Job);
