using System.Text.Json;

namespace PayHooks.Verification.Json;

/// <summary>
/// Enumerates the items of a JSON array as positions in its text. <see cref="JsonPaths"/> does the same for objects.
/// </summary>
internal ref struct JsonItems
{
    private Utf8JsonReader reader;

    /// <summary>Creates an enumerator, positioned before the first item.</summary>
    /// <param name="array">The text of the array, valid JSON.</param>
    public JsonItems(ReadOnlySpan<byte> array)
    {
        reader = new Utf8JsonReader(array, new JsonReaderOptions { MaxDepth = int.MaxValue });
        reader.Read();
    }

    /// <summary>The position of the current item.</summary>
    public JsonToken Current { get; private set; }

    /// <summary>Returns the enumerator itself, for <c>foreach</c>.</summary>
    public readonly JsonItems GetEnumerator() => this;

    /// <summary>The position of the only value in a text; the default if the text is not a single JSON value.</summary>
    public static JsonToken Whole(ReadOnlySpan<byte> json)
    {
        var text = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            text.Read();
            var (start, type) = ((int)text.TokenStartIndex, text.TokenType);
            text.Skip();
            var length = (int)text.BytesConsumed - start;
            return text.Read() ? default : new JsonToken(start, length, type);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    /// <summary>Moves to the next item.</summary>
    public bool MoveNext()
    {
        if (!reader.Read() || reader.TokenType == JsonTokenType.EndArray)
        {
            return false;
        }

        var (start, type) = ((int)reader.TokenStartIndex, reader.TokenType);
        reader.Skip();
        Current = new JsonToken(start, (int)reader.BytesConsumed - start, type);
        return true;
    }
}
