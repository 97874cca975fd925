using System.Text.Json;
using System.Text.Json.Serialization;
using PayHooks.Storage;

namespace PayHooks.Pauses;

/// <summary>A source or a handler whose events wait.</summary>
internal sealed record Pause
{
    /// <summary>What is paused.</summary>
    public required PauseKind Kind { get; init; }

    /// <summary>The name of the source or the handler.</summary>
    public required string Name { get; init; }

    /// <summary>Who paused it.</summary>
    public required string By { get; init; }

    /// <summary>When it was paused.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Why, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>When it resumes by itself; null for never.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>When its events began to be requeued; null while they wait.</summary>
    public DateTimeOffset? ResumedAt { get; init; }

    /// <summary>How far the requeuing has come: the cursor of the next page of paused events; null for the first.</summary>
    public string? Cursor { get; init; }

    /// <summary>Identifies it in records of events and among the shared rows.</summary>
    [JsonIgnore]
    public string Key => KeyOf(Kind, Name);

    /// <summary>The key of a source or a handler.</summary>
    public static string KeyOf(PauseKind kind, string name) => $"{(kind == PauseKind.Source ? "source" : "handler")}:{name}";

    /// <summary>Whether events wait at this time.</summary>
    public bool IsActive(DateTimeOffset now) => ResumedAt is null && !(Until <= now);

    /// <summary>Serializes it as compact JSON.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, PauseJson.Default.Pause);

    /// <summary>Reads the output of <see cref="ToJson"/>.</summary>
    /// <exception cref="JsonException">The JSON is not a pause.</exception>
    public static Pause FromJson(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, PauseJson.Default.Pause) ?? throw new JsonException("A pause is null.");
}

/// <summary>What can be paused.</summary>
internal enum PauseKind
{
    /// <summary>All handlers, for the events of a source.</summary>
    Source,

    /// <summary>A handler, for the events of all sources.</summary>
    Handler,
}

/// <summary>A pause as it was read.</summary>
/// <param name="Pause">The pause.</param>
/// <param name="Tag">The tag of its row.</param>
internal sealed record PauseRow(Pause Pause, string Tag)
{
    /// <summary>Reads a row.</summary>
    public static PauseRow Of(StateRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new PauseRow(Pause.FromJson(row.Value.Span), row.Tag);
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(Pause))]
internal sealed partial class PauseJson : JsonSerializerContext;
