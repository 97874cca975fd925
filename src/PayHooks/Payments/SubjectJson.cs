using System.Text.Json;
using System.Text.Json.Serialization;

namespace PayHooks.Payments;

/// <summary>The rows as compact JSON, for stores.</summary>
internal static class SubjectJson
{
    /// <summary>A row. One that was erased has lost its id too, and only who knows it finds the row.</summary>
    public static byte[] Write(SubjectRow row) => JsonSerializer.SerializeToUtf8Bytes(
        row.ErasedAt is null ? row : row with { Key = row.Key with { Id = "" } }, SubjectJsonContext.Default.SubjectRow);

    /// <summary>Reads the row of a subject.</summary>
    /// <param name="json">What <see cref="Write(SubjectRow)"/> wrote.</param>
    /// <param name="key">Which subject.</param>
    /// <exception cref="NewerFormatException">A newer version wrote it.</exception>
    /// <exception cref="JsonException">It is no row.</exception>
    public static SubjectRow ReadRow(ReadOnlySpan<byte> json, SubjectKey key)
    {
        var row = JsonSerializer.Deserialize(json, SubjectJsonContext.Default.SubjectRow) ?? throw new JsonException("A row is null.");
        return row.Format <= SubjectRow.CurrentFormat
            ? row with { Key = key }
            : throw new NewerFormatException(
                $"The payment row of {key.Id} has format {row.Format}; this version knows {SubjectRow.CurrentFormat}. "
                + "Deploy the newer version again.");
    }

    /// <summary>When the newest event of a row was received, without the rest of the row.</summary>
    public static DateTimeOffset ReadLastEventAt(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, SubjectJsonContext.Default.SubjectAge)?.LastEventAt ?? throw new JsonException("A row is null.");

    /// <summary>A reference.</summary>
    public static byte[] Write(ReferenceRow row) => JsonSerializer.SerializeToUtf8Bytes(row, SubjectJsonContext.Default.ReferenceRow);

    /// <summary>Reads a reference.</summary>
    public static ReferenceRow ReadReference(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, SubjectJsonContext.Default.ReferenceRow) ?? throw new JsonException("A reference is null.");

    /// <summary>A raised flag.</summary>
    public static byte[] Write(RaisedFlag flag) => JsonSerializer.SerializeToUtf8Bytes(flag, SubjectJsonContext.Default.RaisedFlag);

    /// <summary>Reads a raised flag.</summary>
    public static RaisedFlag ReadFlag(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, SubjectJsonContext.Default.RaisedFlag) ?? throw new JsonException("A flag is null.");
}

/// <summary>The part of a row that tells its age.</summary>
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
