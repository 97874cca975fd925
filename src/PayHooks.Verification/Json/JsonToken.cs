using System.Runtime.InteropServices;
using System.Text.Json;

namespace PayHooks.Verification.Json;

/// <summary>The position of a value in a JSON text, including quotes and braces.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct JsonToken(int Start, int Length, JsonTokenType Type)
{
    private const int MaxTextBytes = 4096;

    public int End => Start + Length;

    /// <summary>Whether the value is not missing, null or an empty string.</summary>
    public bool HasContent => Type is not (JsonTokenType.None or JsonTokenType.Null) && !(Type == JsonTokenType.String && Length == 2);

    public bool IsContainer => Type is JsonTokenType.StartObject or JsonTokenType.StartArray;

    /// <summary>The raw token; for a string, the part between the quotes, still escaped.</summary>
    public ReadOnlySpan<byte> Raw(ReadOnlySpan<byte> json) =>
        Type == JsonTokenType.String ? json.Slice(Start + 1, Length - 2) : json.Slice(Start, Length);

    /// <summary>The text of a number, or of a string that contains only a JSON number; null otherwise.</summary>
    public string? NumberText(ReadOnlySpan<byte> json)
    {
        if (Type == JsonTokenType.Number)
        {
            return Text(json);
        }

        if (Type != JsonTokenType.String || Text(json) is not { } text)
        {
            return null;
        }

        var reader = new Utf8JsonReader(Raw(json));
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.Number && reader.BytesConsumed == Length - 2 && !reader.Read()
                ? text
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>
    /// The text of a string, number or boolean; null if it is missing, null, empty, an object, an array, or longer than the
    /// maximum length of a fact.
    /// </summary>
    public string? Text(ReadOnlySpan<byte> json) =>
        HasContent && !IsContainer && Length <= MaxTextBytes ? JsonText.Decode(Raw(json)) : null;
}
