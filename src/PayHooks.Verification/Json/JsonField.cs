using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PayHooks.Verification.Json;

/// <summary>Sets one string in a JSON object without changing any other byte.</summary>
internal sealed class JsonField
{
    private readonly JsonPath path;
    private readonly JsonPaths prefixes;
    private readonly int[] slots;

    public JsonField(JsonPath path)
    {
        this.path = path;
        var all = Enumerable.Range(1, path.Steps.Count).Select(path.First).ToArray();
        prefixes = new JsonPaths(all);
        slots = [.. all.Select(prefixes.SlotOf)];
    }

    /// <summary>Returns the JSON with the field set to a text, replaced or appended to its object.</summary>
    /// <exception cref="FormatException">The object that should contain the field does not exist.</exception>
    public byte[] Put(ReadOnlySpan<byte> json, string text)
    {
        var tokens = new JsonToken[prefixes.Count];
        if (prefixes.Find(json, tokens, JsonNameRule.LastCounts) == JsonShape.NotObject)
        {
            throw new FormatException("the body is not a JSON object");
        }

        var value = $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
        if (tokens[slots[^1]] is { Length: > 0 } old)
        {
            return [.. json[..old.Start], .. Encoding.UTF8.GetBytes(value), .. json[old.End..]];
        }

        var depth = path.Steps.Count - 1;
        while (depth > 0 && tokens[slots[depth - 1]].Length == 0)
        {
            depth--;
        }

        var inside = depth == 0 ? Root(json) : tokens[slots[depth - 1]];
        if (inside.Type != JsonTokenType.StartObject || path.Steps.Skip(depth).Any(step => step.Name is null))
        {
            throw new FormatException($"the body has no object for the field '{path}'");
        }

        for (var step = path.Steps.Count - 1; step >= depth; step--)
        {
            value = $"\"{JsonEncodedText.Encode(path.Steps[step].Name!)}\":{value}";
            value = step > depth ? $"{{{value}}}" : value;
        }

        var at = json[..(inside.End - 1)].TrimEnd(" \t\r\n"u8).Length;
        return [.. json[..at], .. Encoding.UTF8.GetBytes(json[at - 1] == '{' ? value : $",{value}"), .. json[at..]];
    }

    private static JsonToken Root(ReadOnlySpan<byte> json)
    {
        var end = json.TrimEnd(" \t\r\n"u8).Length;
        return new JsonToken(0, end, JsonTokenType.StartObject);
    }
}
