using System.Text.Json;
using System.Text.Json.Serialization;

namespace PayHooks.Payments;

/// <summary>The rows as compact JSON, for stores.</summary>
internal static class SubjectJson
{
    /// <summary>A row.</summary>
    public static byte[] Write(SubjectRow row) => JsonSerializer.SerializeToUtf8Bytes(row, SubjectJsonContext.Default.SubjectRow);

    /// <summary>Reads a row.</summary>
    /// <exception cref="NewerFormatException">A newer version wrote it.</exception>
    /// <exception cref="JsonException">It is no row.</exception>
    public static SubjectRow ReadRow(ReadOnlySpan<byte> json)
    {
        var row = JsonSerializer.Deserialize(json, SubjectJsonContext.Default.SubjectRow) ?? throw new JsonException("A row is null.");
        return row.Format <= SubjectRow.CurrentFormat
            ? row
            : throw new NewerFormatException(
                $"The payment row of {row.Key.Id} has format {row.Format}; this version knows {SubjectRow.CurrentFormat}. "
                + "Deploy the newer version again.");
    }

    /// <summary>The payments of a reference.</summary>
    public static byte[] Write(IReadOnlyList<ReferencedPayment> payments) =>
        JsonSerializer.SerializeToUtf8Bytes(payments, SubjectJsonContext.Default.IReadOnlyListReferencedPayment);

    /// <summary>Reads the payments of a reference.</summary>
    public static IReadOnlyList<ReferencedPayment> ReadReference(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, SubjectJsonContext.Default.IReadOnlyListReferencedPayment) ?? [];

    /// <summary>A raised flag.</summary>
    public static byte[] Write(RaisedFlag flag) => JsonSerializer.SerializeToUtf8Bytes(flag, SubjectJsonContext.Default.RaisedFlag);

    /// <summary>Reads a raised flag.</summary>
    public static RaisedFlag ReadFlag(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, SubjectJsonContext.Default.RaisedFlag) ?? throw new JsonException("A flag is null.");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(SubjectRow))]
[JsonSerializable(typeof(IReadOnlyList<ReferencedPayment>))]
[JsonSerializable(typeof(RaisedFlag))]
internal sealed partial class SubjectJsonContext : JsonSerializerContext;
