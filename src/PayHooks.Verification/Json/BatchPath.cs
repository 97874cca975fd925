using System.Text.Json;

namespace PayHooks.Verification.Json;

/// <summary>Finds the items of a batch as positions of their raw bytes, and detects a body that is not entirely a batch.</summary>
internal sealed class BatchPath
{
    // The paths to each list and, last, the path to the object in an entry; null for the value itself.
    private readonly JsonPaths?[] segments;

    public BatchPath(JsonPath path)
    {
        Text = path.Text;
        List<JsonPaths?> all = [];
        for (var rest = path; ;)
        {
            var length = rest.Steps.TakeWhile(step => !step.IsEach).Count();
            all.Add(length == 0 ? null : new JsonPaths([rest.First(length)]));
            if (length == rest.Steps.Count)
            {
                break;
            }

            rest = rest.Skip(length + 1);
        }

        segments = [.. all];
    }

    /// <summary>The path, for messages.</summary>
    public string Text { get; }

    /// <summary>
    /// Adds the items of a whole batch, or of a single list entry, which providers' libraries print alone. False if the body is
    /// neither: there is no list, or an item without an object.
    /// </summary>
    public bool TryFind(ReadOnlySpan<byte> json, ref BatchItems items) =>
        TryFindFrom(0, json, ref items) || (segments[^1] is not null && TryFindFrom(segments.Length - 1, json, ref items));

    private bool TryFindFrom(int segment, ReadOnlySpan<byte> json, ref BatchItems items)
    {
        items.Clear();
        return TryFind(segment, json, JsonItems.Whole(json), ref items);
    }

    private bool TryFind(int segment, ReadOnlySpan<byte> json, JsonToken value, ref BatchItems items)
    {
        if (segments[segment] is { } paths)
        {
            Span<JsonToken> found = [default];
            if (paths.Find(json.Slice(value.Start, value.Length), found, JsonNameRule.LookedUpOnce) != JsonShape.Object)
            {
                return false;
            }

            value = found[0] with { Start = value.Start + found[0].Start };
        }

        if (segment == segments.Length - 1)
        {
            items.Add(value);
            return value.Type == JsonTokenType.StartObject;
        }

        if (value.Type != JsonTokenType.StartArray)
        {
            return false;
        }

        foreach (var item in new JsonItems(json.Slice(value.Start, value.Length)))
        {
            if (!TryFind(segment + 1, json, item with { Start = value.Start + item.Start }, ref items))
            {
                return false;
            }
        }

        return true;
    }
}
