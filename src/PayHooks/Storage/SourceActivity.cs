using System.Text.Json;
using System.Text.Json.Serialization;

namespace PayHooks.Storage;

/// <summary>When something last happened to a source, as all instances have seen it.</summary>
/// <param name="Source">The source's name.</param>
internal sealed record SourceActivity(string Source)
{
    /// <summary>When an instance first had the source in its settings (UTC).</summary>
    public DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>When its newest genuine delivery arrived (UTC), including duplicates; null if none has.</summary>
    public DateTimeOffset? LastDeliveryAt { get; init; }

    /// <summary>When its newest event was first received (UTC); null if it has none.</summary>
    public DateTimeOffset? LastEventAt { get; init; }

    /// <summary>When a delivery last contradicted the first delivery of its event (UTC); null if none has.</summary>
    public DateTimeOffset? LastConflictAt { get; init; }

    /// <summary>When a delivery was last rejected (UTC); null if none was.</summary>
    public DateTimeOffset? LastRejectedAt { get; init; }

    /// <summary>When each secret last matched a delivery (UTC), by the secret's index; null if it has matched none.</summary>
    public IReadOnlyList<DateTimeOffset?> SecretMatchedAt { get; init; } = [];

    /// <summary>
    /// The earlier of both first times and the later of all other times. The order in which rows are merged does not matter, so an instance
    /// that writes late never moves a time back.
    /// </summary>
    public SourceActivity Merge(SourceActivity other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new SourceActivity(Source)
        {
            FirstSeenAt = FirstSeenAt < other.FirstSeenAt ? FirstSeenAt : other.FirstSeenAt,
            LastDeliveryAt = Later(LastDeliveryAt, other.LastDeliveryAt),
            LastEventAt = Later(LastEventAt, other.LastEventAt),
            LastConflictAt = Later(LastConflictAt, other.LastConflictAt),
            LastRejectedAt = Later(LastRejectedAt, other.LastRejectedAt),
            SecretMatchedAt =
            [
                .. Enumerable.Range(0, Math.Max(SecretMatchedAt.Count, other.SecretMatchedAt.Count)).Select(index => Later(
                    SecretMatchedAt.ElementAtOrDefault(index), other.SecretMatchedAt.ElementAtOrDefault(index))),
            ],
        };
    }

    /// <summary>Serializes the row as compact JSON for stores. Equal rows have equal JSON.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ActivityJson.Default.SourceActivity);

    /// <summary>Reads the output of <see cref="ToJson"/>.</summary>
    /// <exception cref="JsonException">The JSON is not a row.</exception>
    public static SourceActivity FromJson(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, ActivityJson.Default.SourceActivity) ?? throw new JsonException("A source's row is null.");

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) =>
        one is null || other > one ? other ?? one : one;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RejectionCount))]
[JsonSerializable(typeof(SourceActivity))]
internal sealed partial class ActivityJson : JsonSerializerContext;
