using System.Text.Json;
using System.Text.Json.Serialization;

namespace PayHooks.Storage;

/// <summary>The ledger's record of an event. Immutable: every change creates a new record.</summary>
internal sealed record EventRecord
{
    /// <summary>The number of deliveries, attempts and replays kept in the logs.</summary>
    public const int LogLength = 20;

    /// <summary>The source of dead letters whose source is unknown; not a valid name for a configured source.</summary>
    public const string UnreadableSource = "(unreadable)";

    /// <summary>The number of the format that this version writes. It leaves records with a higher one alone.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The number of the format in which the record was written.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>The event's id.</summary>
    public required string Id { get; init; }

    /// <summary>The source that received it.</summary>
    public required string Source { get; init; }

    /// <summary>The provider's name.</summary>
    public required string Provider { get; init; }

    /// <summary>The facts in the first delivery's body, without the event's identity: the id is a hash of it.</summary>
    public required EventFacts Facts { get; init; }

    /// <summary>The verification level of the first delivery.</summary>
    public VerificationLevel Verification { get; init; }

    /// <summary>The index of the secret that the first delivery matched, or −1.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int SecretIndex { get; init; } = -1;

    /// <summary>When the first delivery arrived.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>When it completed.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>The status.</summary>
    public EventStatus Status { get; init; }

    /// <summary>The outcome; null until it is completed.</summary>
    public EventOutcome? Outcome { get; init; }

    /// <summary>Its effect on the object it reports; null before its first attempt, and for events that report no state.</summary>
    public Effect? Effect { get; init; }

    /// <summary>The event that reported the same change first; null if this one did, or none has.</summary>
    public string? OwnerId { get; init; }

    /// <summary>Incremented by every claim; with <see cref="Owner"/> it fences the claim's writes.</summary>
    public int Generation { get; init; }

    /// <summary>A random token per claim; kept after the claim has ended, null after it was released unfinished.</summary>
    public string? Owner { get; init; }

    /// <summary>The id of the message the claim was made from.</summary>
    public string? Holder { get; init; }

    /// <summary>When the claim expires unless it is renewed.</summary>
    public DateTimeOffset LeaseUntil { get; init; }

    /// <summary>Finished attempts in all runs.</summary>
    public int Attempts { get; init; }

    /// <summary>Finished attempts in this run; a replay starts a new run with the full number of retries.</summary>
    public int RunAttempts { get; init; }

    /// <summary>Claims in this run that were taken over because their holder crashed.</summary>
    public int Crashes { get; init; }

    /// <summary>The number of deliveries of the event.</summary>
    public int Deliveries { get; init; }

    /// <summary>The number of deliveries that contradict the first: a different body that reports different facts.</summary>
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

    /// <summary>The keys of the pauses that hold it back, for <see cref="EventStatus.Paused"/>; null otherwise.</summary>
    public IReadOnlyList<string>? PausedBy { get; init; }

    /// <summary>The last error; null if there was none, or if the event has completed since.</summary>
    public string? LastError { get; init; }

    /// <summary>SHA-256 of the first body, hexadecimal.</summary>
    public string? BodyHash { get; init; }

    /// <summary>Size of the first body in bytes.</summary>
    public int BodyLength { get; init; }

    /// <summary>The reference in the body store; null if the ledger stores the body or the body was removed.</summary>
    public string? BodyReference { get; init; }

    /// <summary>Whether body and details were pruned.</summary>
    public bool IsTombstone { get; init; }

    /// <summary>When the payload and the data copied from it were erased, or null.</summary>
    public DateTimeOffset? ErasedAt { get; init; }

    /// <summary>Non-sensitive headers of the first delivery.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Whether the body was pruned or erased. The store deletes it in the same write.</summary>
    [JsonIgnore]
    public bool IsBodyGone => IsTombstone || ErasedAt is not null;

    /// <summary>Whether it is a dead letter, to be replayed or erased manually.</summary>
    [JsonIgnore]
    public bool IsDeadLetter => Status == EventStatus.Dead && !IsBodyGone;

    /// <summary>Whether nothing is left to do, so that its details can be pruned after the retention period.</summary>
    [JsonIgnore]
    public bool IsFinished => Status == EventStatus.Completed || ErasedAt is not null;

    /// <summary>
    /// The search terms besides the event's id: the provider's event id, the resource's id, the merchant's reference and the payment's id.
    /// </summary>
    [JsonIgnore]
    public IEnumerable<string> Terms =>
        new[] { Facts.ProviderEventId, Facts.Resource.Id, Facts.Resource.MerchantReference, Facts.Subject?.Id, Facts.Subject?.PaymentId }
            .OfType<string>().Distinct(StringComparer.Ordinal);

    /// <summary>The replay that the current run serves, or null.</summary>
    [JsonIgnore]
    public ReplayEntry? CurrentReplay => ReplayId is null ? null : Replays.LastOrDefault(replay => replay.Id == ReplayId);

    /// <summary>The record's key.</summary>
    [JsonIgnore]
    public EventKey Key => new(Source, Id);

    /// <summary>Serializes the record as compact JSON for stores.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(
        Format == CurrentFormat ? this : this with { Format = CurrentFormat }, StorageJson.Default.EventRecord);

    /// <summary>Reads the output of <see cref="ToJson"/>.</summary>
    /// <exception cref="JsonException">The JSON is not a record.</exception>
    /// <exception cref="NewerRecordException">A newer version of PayHooks wrote the record.</exception>
    public static EventRecord FromJson(ReadOnlySpan<byte> json)
    {
        EventRecord? record;
        try
        {
            record = JsonSerializer.Deserialize(json, StorageJson.Default.EventRecord);
        }
        catch (JsonException) when (JsonSerializer.Deserialize(json, StorageJson.Default.RecordFormat)?.Format > CurrentFormat)
        {
            throw new NewerRecordException(JsonSerializer.Deserialize(json, StorageJson.Default.RecordFormat)!.Format);
        }

        return record switch
        {
            null => throw new JsonException("An event record is null."),
            { Format: > CurrentFormat } => throw new NewerRecordException(record.Format),
            _ => record,
        };
    }
}

/// <summary>The part of a record that every version can read.</summary>
/// <param name="Format">See <see cref="EventRecord.Format"/>.</param>
internal sealed record RecordFormat(int Format);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(EventRecord))]
[JsonSerializable(typeof(RecordFormat))]
internal sealed partial class StorageJson : JsonSerializerContext;
