using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using PayHooks.Verification.Json;

namespace PayHooks.Verification.Payloads;

/// <summary>Reads the text of a string, number or boolean; any other value becomes null.</summary>
internal sealed class TolerantString : JsonConverter<string?>
{
    /// <inheritdoc/>
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Text(ref reader);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    /// <summary>The text of the current value; moves to the end of the value.</summary>
    public static string? Text(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.String or JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False)
        {
            return JsonText.Decode(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan);
        }

        reader.Skip();
        return null;
    }
}

/// <summary>Reads a number or a string that contains one.</summary>
internal sealed class TolerantDecimal : JsonConverter<decimal?>
{
    /// <inheritdoc/>
    public override decimal? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Parse(TolerantString.Text(ref reader));

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, decimal? value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.GetValueOrDefault());

    public static decimal? Parse(string? text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;
}

/// <summary>Reads an integer or a string that contains one.</summary>
internal sealed class TolerantInteger : JsonConverter<long?>
{
    /// <inheritdoc/>
    public override long? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TolerantDecimal.Parse(TolerantString.Text(ref reader)) is { } value && decimal.IsInteger(value)
            && value is >= long.MinValue and <= long.MaxValue
            ? (long)value
            : null;

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, long? value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.GetValueOrDefault());
}

/// <summary>Reads a boolean, also as a string or as 0 or 1.</summary>
internal sealed class TolerantBoolean : JsonConverter<bool?>
{
    /// <inheritdoc/>
    public override bool? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        BooleanText.Parse(TolerantString.Text(ref reader));

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, bool? value, JsonSerializerOptions options) =>
        writer.WriteBooleanValue(value.GetValueOrDefault());
}

/// <summary>Reads a time in any format that <see cref="ProviderTime"/> supports.</summary>
internal sealed class TolerantTime : JsonConverter<DateTimeOffset?>
{
    /// <inheritdoc/>
    public override DateTimeOffset? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ProviderTime.Parse(TolerantString.Text(ref reader));

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset? value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.GetValueOrDefault());
}
