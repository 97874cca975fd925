using System.Text.Json;
using System.Text.Json.Serialization;

namespace PayHooks.Payments;

/// <summary>Serializes rows as compact JSON for stores.</summary>
internal static class SubjectJson
{
    /// <summary>Writes a row. An erased row does not contain its id, so it can be found only by someone who knows the id.</summary>
    public static byte[] Write(SubjectRow row) => JsonSerializer.SerializeToUtf8Bytes(
        row.ErasedAt is null ? row : row with { Key = row.Key with { Id = "" } }, SubjectJsonContext.Default.SubjectRow);

    /// <summary>Reads the row of a subject.</summary>
    /// <param name="json">The output of <see cref="Write(SubjectRow)"/>.</param>
    /// <param name="key">The subject's key.</param>
    /// <exception cref="NewerFormatException">A newer version wrote it.</exception>
    /// <exception cref="JsonException">The JSON is not a row.</exception>
    public static SubjectRow ReadRow(ReadOnlySpan<byte> json, SubjectKey key)
    {
        var row = JsonSerializer.Deserialize(json, SubjectJsonContext.Default.SubjectRow) ?? throw new JsonException("A row is null.");
        return row.Format <= SubjectRow.CurrentFormat
            ? row with { Key = key }
            : throw new NewerFormatException(
                $"The payment row of {key.Id} has format {row.Format}; this version knows {SubjectRow.CurrentFormat}. "
                + "Deploy the newer version again.");
    }

    /// <summary>Reads only the time at which the newest event of a row was received.</summary>
    public static DateTimeOffset ReadLastEventAt(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, SubjectJsonContext.Default.SubjectAge)?.LastEventAt ?? throw new JsonException("A row is null.");

    /// <summary>Writes a reference.</summary>
    public static byte[] Write(ReferenceRow row) => JsonSerializer.SerializeToUtf8Bytes(row, SubjectJsonContext.Default.ReferenceRow);

    /// <summary>Reads a reference.</summary>
    public static ReferenceRow ReadReference(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, SubjectJsonContext.Default.ReferenceRow) ?? throw new JsonException("A reference is null.");

    /// <summary>Writes a raised flag.</summary>
    public static byte[] Write(RaisedFlag flag) => JsonSerializer.SerializeToUtf8Bytes(flag, SubjectJsonContext.Default.RaisedFlag);

    /// <summary>Reads a raised flag.</summary>
    public static RaisedFlag ReadFlag(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, SubjectJsonContext.Default.RaisedFlag) ?? throw new JsonException("A flag is null.");
}

/// <summary>The part of a row that determines its age.</summary>
internal sealed record SubjectAge(DateTimeOffset LastEventAt);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(SubjectRow))]
[JsonSerializable(typeof(SubjectAge))]
[JsonSerializable(typeof(ReferenceRow))]
[JsonSerializable(typeof(RaisedFlag))]
internal sealed partial class SubjectJsonContext : JsonSerializerContext;
