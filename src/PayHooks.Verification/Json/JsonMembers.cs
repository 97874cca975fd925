using System.Runtime.InteropServices;
using System.Text.Json;

namespace PayHooks.Verification.Json;

/// <summary>
/// Walks over the members of one JSON object, names as they are and values as the places where they lie. It never throws,
/// at any depth, and allocates only for names with escapes.
/// </summary>
internal ref struct JsonMembers
{
    private Utf8JsonReader reader;

    public JsonMembers(ReadOnlySpan<byte> json)
    {
        reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
    }

    /// <summary>The name of the current member in UTF-8, escapes decoded.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>Where the name lies between its quotes; −1 when it has escapes.</summary>
    public int NameStart { get; private set; }

    /// <summary>The value of the current member.</summary>
    public JsonToken Value { get; private set; }

    /// <summary>After the walk: whether it was one JSON object and nothing more.</summary>
    public bool IsObject { get; private set; }

    /// <summary>Goes on to the next member; false at the end or at the first thing that is no JSON.</summary>
    public bool MoveNext()
    {
        try
        {
            if (reader.TokenType == JsonTokenType.None && (!reader.Read() || reader.TokenType != JsonTokenType.StartObject))
            {
                return false;
            }

            if (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                ReadMember();
                return true;
            }

            IsObject = !reader.Read();
            return false;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void ReadMember()
    {
        Name = reader.ValueSpan;
        NameStart = (int)reader.TokenStartIndex + 1;
        if (reader.ValueIsEscaped)
        {
            var decoded = new byte[Name.Length * JsonText.MaxGrowth];
            Name = decoded.AsSpan(0, JsonText.Decode(Name, decoded));
            NameStart = -1;
        }

        reader.Read();
        var (start, type) = ((int)reader.TokenStartIndex, reader.TokenType);
        reader.Skip();
        Value = new JsonToken(start, (int)reader.BytesConsumed - start, type);
    }
}

/// <summary>A value as the place in the text where it lies, quotes and braces included.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct JsonToken(int Start, int Length, JsonTokenType Type)
{
    private const int MaxTextBytes = 4096;

    public int End => Start + Length;

    /// <summary>Whether it is there and holds something: neither missing, nor null, nor an empty string.</summary>
    public bool HasContent => Type is not (JsonTokenType.None or JsonTokenType.Null) && !(Type == JsonTokenType.String && Length == 2);

    public bool IsContainer => Type is JsonTokenType.StartObject or JsonTokenType.StartArray;

    /// <summary>The token as it reads; of a string what is between the quotes, still escaped.</summary>
    public ReadOnlySpan<byte> Raw(ReadOnlySpan<byte> json) =>
        Type == JsonTokenType.String ? json.Slice(Start + 1, Length - 2) : json.Slice(Start, Length);

    /// <summary>
    /// The text of a string, number or boolean; null when it is missing, null, empty, an object, an array, or longer than any
    /// fact that is worth a column.
    /// </summary>
    public string? Text(ReadOnlySpan<byte> json) =>
        HasContent && !IsContainer && Length <= MaxTextBytes ? JsonText.Decode(Raw(json)) : null;
}
