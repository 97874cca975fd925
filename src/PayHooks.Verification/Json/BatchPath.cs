using System.Text.Json;

namespace PayHooks.Verification.Json;

/// <summary>Finds the items of a batch as positions of their raw bytes. Apart from <see cref="JsonPaths"/>: the number of items is open, and a body
/// that is not a batch throughout must be recognized as such.</summary>
internal sealed class BatchPath(JsonPath path)
{
    // The first step inside a list entry, for an entry that comes alone, as providers' libraries print it.
    private readonly int inEntry = path.Steps.Index().Last(step => step.Item.IsEach).Index + 1;

    /// <summary>The path, for messages.</summary>
    public string Text => path.Text;

    /// <summary>
    /// Adds the items, of a whole batch or of one entry of its list. False when the body is neither: no list there, or an item
    /// without an object.
    /// </summary>
    public bool TryFind(ReadOnlySpan<byte> json, ref BatchItems items) =>
        TryFindFrom(0, json, ref items) || (inEntry < path.Steps.Count && TryFindFrom(inEntry, json, ref items));

    private bool TryFindFrom(int step, ReadOnlySpan<byte> json, ref BatchItems items)
    {
        items.Clear();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            return reader.Read() && TryFind(ref reader, step, ref items) && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private bool TryFind(ref Utf8JsonReader reader, int depth, ref BatchItems items)
    {
        if (depth == path.Steps.Count)
        {
            var (start, isObject) = ((int)reader.TokenStartIndex, reader.TokenType == JsonTokenType.StartObject);
            reader.Skip();
            items.Add(new JsonToken(start, (int)reader.BytesConsumed - start, JsonTokenType.StartObject));
            return isObject;
        }

        return path.Steps[depth].Name is { } name ? TryMember(ref reader, name, depth, ref items) : TryEach(ref reader, depth, ref items);
    }

    private bool TryMember(ref Utf8JsonReader reader, string name, int depth, ref BatchItems items)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        var found = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isNamed = !reader.ValueIsEscaped && reader.ValueTextEquals(name);
            reader.Read();
            if (isNamed)
            {
                found++;
                if (!TryFind(ref reader, depth + 1, ref items))
                {
                    return false;
                }
            }
            else
            {
                reader.Skip();
            }
        }

        return found == 1;
    }

    private bool TryEach(ref Utf8JsonReader reader, int depth, ref BatchItems items)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (!TryFind(ref reader, depth + 1, ref items))
            {
                return false;
            }
        }

        return true;
    }
}
