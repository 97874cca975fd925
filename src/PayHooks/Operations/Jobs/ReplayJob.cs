using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PayHooks.Operations.Jobs;

/// <summary>A bulk replay: what it replays, and how far it has come.</summary>
internal sealed record ReplayJob
{
    private const int ReplayIdLength = 24;

    /// <summary>Identifies the job.</summary>
    public required string Id { get; init; }

    /// <summary>Which events it replays.</summary>
    public required ReplayFilter Filter { get; init; }

    /// <summary>How many events it replays in a second.</summary>
    public required int RatePerSecond { get; init; }

    /// <summary>How many events it replays at most; null for all.</summary>
    public int? Limit { get; init; }

    /// <summary>Whether handlers run even if an event changed nothing.</summary>
    public bool Force { get; init; }

    /// <summary>Why, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>Who started it.</summary>
    public required string By { get; init; }

    /// <summary>When it was started.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The state.</summary>
    public ReplayState State { get; init; }

    /// <summary>How many events matched when it was started.</summary>
    public long Total { get; init; }

    /// <summary>Whether more may match, because counting ended before the oldest event.</summary>
    public bool More { get; init; }

    /// <summary>The events whose replay was requested.</summary>
    public long Done { get; init; }

    /// <summary>The events that cannot be replayed: their body is gone, or their source is not configured.</summary>
    public long Failed { get; init; }

    /// <summary>The events that were left out: they changed nothing, are running or wait for a pause.</summary>
    public long Skipped { get; init; }

    /// <summary>When it ended, or null.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Whether the last page was read.</summary>
    public bool IsListed { get; init; }

    /// <summary>Whether nothing is left once <see cref="Pending"/> is done.</summary>
    [JsonIgnore]
    public bool IsOver => IsListed || Done + Failed >= (Limit ?? long.MaxValue);

    /// <summary>The cursor of the next page; null for the first.</summary>
    public string? Cursor { get; init; }

    /// <summary>
    /// The events whose replay is being requested. They are recorded before, and counted as done after: a process that continues after a
    /// kill requests exactly these again, with the same ids, however the events have changed since.
    /// </summary>
    public IReadOnlyList<PendingReplay> Pending { get; init; } = [];

    /// <summary>
    /// The id of an event's replay. It follows from the job and the event, so that a message written twice starts one run.
    /// </summary>
    public string ReplayIdOf(string eventId) =>
        $"rpl_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Id} {eventId}")))[..ReplayIdLength]}";

    /// <summary>Serializes it as compact JSON.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ReplayJobJson.Default.ReplayJob);

    /// <summary>Reads the output of <see cref="ToJson"/>.</summary>
    /// <exception cref="JsonException">The JSON is not a job.</exception>
    public static ReplayJob FromJson(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, ReplayJobJson.Default.ReplayJob) ?? throw new JsonException("A job is null.");
}

/// <summary>An event whose replay is being requested.</summary>
/// <param name="Id">The event.</param>
/// <param name="Source">Its source.</param>
internal sealed record PendingReplay(string Id, string Source);

/// <summary>The states of a job.</summary>
internal enum ReplayState
{
    /// <summary>Events are left.</summary>
    Running,

    /// <summary>All events were replayed.</summary>
    Done,

    /// <summary>Somebody stopped it.</summary>
    Stopped,
}

/// <summary>A job as it was read.</summary>
/// <param name="Job">The job.</param>
/// <param name="Tag">The tag of its row.</param>
internal sealed record ReplayRow(ReplayJob Job, string Tag);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ReplayJob))]
internal sealed partial class ReplayJobJson : JsonSerializerContext;
