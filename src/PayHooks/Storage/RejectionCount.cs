using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PayHooks.Storage;

/// <summary>The deliveries that one process rejected for one cause in one minute: how many, and the first few.</summary>
/// <param name="Minute">The start of the minute (UTC).</param>
/// <param name="Source">The configured name, or null if the source is unknown.</param>
/// <param name="Status">The HTTP status of the responses.</param>
/// <param name="Reason">The reason, in snake case.</param>
/// <param name="Instance">Identifies the process: each writes rows of its own, so a write needs no read and can be repeated.</param>
internal sealed record RejectionCount(DateTimeOffset Minute, string? Source, int Status, string Reason, string Instance)
{
    /// <summary>The number of deliveries.</summary>
    public long Count { get; init; }

    /// <summary>The first deliveries, oldest first.</summary>
    public IReadOnlyList<RejectedDelivery> Samples { get; init; } = [];

    /// <summary>Identifies the row within its minute: lowercase letters, digits, <c>_</c> and <c>-</c>.</summary>
    [JsonIgnore]
    public string Key => string.Create(CultureInfo.InvariantCulture, $"{Source}-{Status}-{Reason}-{Instance}");

    /// <summary>Serializes the row as compact JSON for stores.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ActivityJson.Default.RejectionCount);

    /// <summary>Reads the output of <see cref="ToJson"/>.</summary>
    /// <exception cref="JsonException">The JSON is not a row.</exception>
    public static RejectionCount FromJson(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, ActivityJson.Default.RejectionCount) ?? throw new JsonException("A row of rejections is null.");
}
