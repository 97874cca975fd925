using System.Text.Json;
using System.Text.Json.Serialization;

namespace PayHooks.Storage;

/// <summary>What the ledger remembers of an event. Immutable: every change is a new record.</summary>
internal sealed record EventRecord
{
    /// <summary>How many deliveries, attempts and replays are remembered in detail.</summary>
    public const int LogLength = 20;

    /// <summary>The source of dead letters that no source can be told for; no configured source can have this name.</summary>
    public const string UnreadableSource = "(unreadable)";

    /// <summary>The event's id.</summary>
    public required string Id { get; init; }

    /// <summary>The source it came through.</summary>
    public required string Source { get; init; }

    /// <summary>The provider's name.</summary>
    public required string Provider { get; init; }

    /// <summary>What the first delivery's body says about the event, without its identity: the id is a hash of it.</summary>
    public required EventFacts Facts { get; init; }

    /// <summary>How far the first delivery was authenticated.</summary>
    public VerificationLevel Verification { get; init; }

    /// <summary>The index of the secret that the first delivery matched, or −1.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int SecretIndex { get; init; } = -1;

    /// <summary>When the first delivery arrived.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>When it became completed.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>Where it stands.</summary>
    public EventStatus Status { get; init; }

    /// <summary>What it came to; null until it is completed.</summary>
    public EventOutcome? Outcome { get; init; }

    /// <summary>What it did to the object it reports; null before its first attempt, and for events that report no state of one.</summary>
    public Effect? Effect { get; init; }

    /// <summary>The event that reported the same change first; null when this one did, or none has.</summary>
    public string? OwnerId { get; init; }

    /// <summary>Raised by every claim; with <see cref="Owner"/> it fences the claim's writes.</summary>
    public int Generation { get; init; }

    /// <summary>A random token per claim; kept after the claim has ended, null after it was released unfinished.</summary>
    public string? Owner { get; init; }

    /// <summary>The id of the message the claim was made from.</summary>
    public string? Holder { get; init; }

    /// <summary>Until when the claim holds unless it is renewed.</summary>
    public DateTimeOffset LeaseUntil { get; init; }

    /// <summary>Attempts that have ended, over all runs.</summary>
    public int Attempts { get; init; }

    /// <summary>Attempts that have ended in this run; a replay starts a new run with the whole retry policy before it.</summary>
    public int RunAttempts { get; init; }

    /// <summary>Claims in this run that were taken over because their holder vanished.</summary>
    public int Crashes { get; init; }

    /// <summary>How many deliveries told the event.</summary>
    public int Deliveries { get; init; }

    /// <summary>How many of them contradict the first: another body that reports other facts.</summary>
    public int Conflicts { get; init; }

    /// <summary>The last deliveries, oldest first.</summary>
    public IReadOnlyList<DeliveryEntry> DeliveryLog { get; init; } = [];

    /// <summary>The last attempts, oldest first; one entry for each handler that ran.</summary>
    public IReadOnlyList<AttemptEntry> AttemptLog { get; init; } = [];

    /// <summary>The handlers that have finished in this run.</summary>
    public IReadOnlyList<HandledEntry> Handled { get; init; } = [];

    /// <summary>The last replays that were claimed, oldest first.</summary>
    public IReadOnlyList<ReplayEntry> Replays { get; init; } = [];

    /// <summary>The replay that the current run serves, or null in the first run.</summary>
    public string? ReplayId { get; init; }

    /// <summary>When the next attempt is due.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>What went wrong last; null when nothing did, or when it has completed since.</summary>
    public string? LastError { get; init; }

    /// <summary>SHA-256 of the first body, hexadecimal.</summary>
    public string? BodyHash { get; init; }

    /// <summary>Size of the first body in bytes.</summary>
    public int BodyLength { get; init; }

    /// <summary>Where the body store keeps the body, or null when the ledger does or it is gone.</summary>
    public string? BodyReference { get; init; }

    /// <summary>Whether body and details were pruned.</summary>
    public bool IsTombstone { get; init; }

    /// <summary>When somebody erased the payload and what was copied from it; null when nobody did.</summary>
    public DateTimeOffset? ErasedAt { get; init; }

    /// <summary>Harmless headers of the first delivery.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Whether the body was pruned or erased. A store removes it with the write that says so.</summary>
    [JsonIgnore]
    public bool IsBodyGone => IsTombstone || ErasedAt is not null;

    /// <summary>Whether it is a dead letter: it waits for somebody to replay or erase it.</summary>
    [JsonIgnore]
    public bool IsDeadLetter => Status == EventStatus.Dead && !IsBodyGone;

    /// <summary>Whether nothing is left to do for it, so that its details need not outlast the retention.</summary>
    [JsonIgnore]
    public bool IsFinished => Status == EventStatus.Completed || ErasedAt is not null;

    /// <summary>
    /// What people search an event by, beside its id: the provider's event id, the resource's id, the merchant's reference, the payment's
    /// id.
    /// </summary>
    [JsonIgnore]
    public IEnumerable<string> Terms =>
        new[] { Facts.ProviderEventId, Facts.Resource.Id, Facts.Resource.MerchantReference, Facts.Subject?.Id, Facts.Subject?.PaymentId }
            .OfType<string>().Distinct(StringComparer.Ordinal);

    /// <summary>The replay that the current run serves, or null.</summary>
    [JsonIgnore]
    public ReplayEntry? CurrentReplay => ReplayId is null ? null : Replays.LastOrDefault(replay => replay.Id == ReplayId);

    /// <summary>The key that finds the record.</summary>
    [JsonIgnore]
    public EventKey Key => new(Source, Id);

    /// <summary>The record as compact JSON, for stores.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, StorageJson.Default.EventRecord);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="JsonException">It is no record.</exception>
    public static EventRecord FromJson(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, StorageJson.Default.EventRecord) ?? throw new JsonException("An event record is null.");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(EventRecord))]
internal sealed partial class StorageJson : JsonSerializerContext;
