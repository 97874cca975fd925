using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PayHooks.Storage;

/// <summary>A request that changes something: who sent it, when, what it was, and why.</summary>
/// <remarks>
/// It is written before the change, so that no change is without one, and again with the response. An entry without a status is that of a
/// request whose process was killed: the change may have been made.
/// </remarks>
internal sealed record AuditEntry
{
    private const int TicksLength = 19;
    private const int SuffixLength = 8;

    /// <summary>Identifies the entry. Later entries sort first.</summary>
    public required string Id { get; init; }

    /// <summary>When the request arrived.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who sent it, as far as the host knows.</summary>
    public required string Who { get; init; }

    /// <summary>The name of the operation.</summary>
    public required string Operation { get; init; }

    /// <summary>The method and the path of the request, with its query.</summary>
    public required string Request { get; init; }

    /// <summary>The content of the request, or null.</summary>
    public JsonElement? Content { get; init; }

    /// <summary>Why, in the words of the caller, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>The HTTP status of the response; null until it is known.</summary>
    public int? Status { get; init; }

    /// <summary>The time in an <see cref="Id"/>.</summary>
    /// <exception cref="BadCursorException">The text is not an id.</exception>
    public static DateTimeOffset TimeOf(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return id.Length == TicksLength + 1 + SuffixLength && id[TicksLength] == '-'
            && long.TryParse(id.AsSpan(0, TicksLength), NumberStyles.None, CultureInfo.InvariantCulture, out var inverted)
            && long.MaxValue - inverted <= DateTimeOffset.MaxValue.Ticks
            && id.Skip(TicksLength + 1).All(char.IsAsciiHexDigitLower)
                ? new DateTimeOffset(long.MaxValue - inverted, TimeSpan.Zero)
                : throw new BadCursorException();
    }

    /// <summary>A new id for an entry of this time.</summary>
    public static string NewId(DateTimeOffset at) => StartOf(at) + '-' + RandomHex.Of(SuffixLength);

    /// <summary>What the ids of all earlier entries follow: the start of those of this time.</summary>
    public static string StartOf(DateTimeOffset at) =>
        (long.MaxValue - at.UtcTicks).ToString("D19", CultureInfo.InvariantCulture);

    /// <summary>Serializes the entry as compact JSON for stores.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, AuditJson.Default.AuditEntry);

    /// <summary>Reads the output of <see cref="ToJson"/>.</summary>
    /// <exception cref="JsonException">The JSON is not an entry.</exception>
    public static AuditEntry FromJson(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, AuditJson.Default.AuditEntry) ?? throw new JsonException("An audit entry is null.");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AuditEntry))]
internal sealed partial class AuditJson : JsonSerializerContext;
