using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PayHooks.Cli.Settings;

/// <summary>
/// Sets one setting in the text of a settings file (<see cref="SettingsFile"/>) and leaves everything else as it is, comments included.
/// </summary>
internal sealed class SettingsEditor
{
    private const string Values = "Values";
    private const string DefaultSpace = "\n  ";

    private readonly byte[] text;
    private readonly bool valuesOnly;

    // Where the members of the root and of Values are: where they begin, where the last one ends, and the space before the first.
    private Place root = new(-1, -1, "");
    private Place? values;
    private (int Start, int End)? found;

    private SettingsEditor(byte[] text, bool valuesOnly)
    {
        this.text = text;
        this.valuesOnly = valuesOnly;
    }

    /// <summary>Returns the text with the setting.</summary>
    /// <param name="text">The file's text, or empty for a new file.</param>
    /// <param name="valuesOnly">Whether only the object <c>Values</c> contains settings.</param>
    /// <param name="name">The setting's name, with <c>__</c>.</param>
    /// <param name="value">Its value.</param>
    /// <exception cref="FormatException">The text is not JSON, or the setting is not a text there.</exception>
    public static byte[] Set(byte[] text, bool valuesOnly, string name, string value)
    {
        if (text.All(character => character is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t'))
        {
            text = Encoding.UTF8.GetBytes(valuesOnly ? "{\n  \"Values\": {\n  }\n}\n" : "{\n}\n");
        }

        var editor = new SettingsEditor(text, valuesOnly);
        try
        {
            editor.Find(name.Replace("__", ":", StringComparison.Ordinal));
        }
        catch (JsonException e)
        {
            throw new FormatException($"line {(e.LineNumber ?? 0) + 1} is not valid JSON", e);
        }

        return editor.Write(name, Quoted(value));
    }

    private byte[] Write(string name, string value)
    {
        if (found is var (start, end))
        {
            return Replace(start, end, value);
        }

        var member = $"{Quoted(name)}: {value}";
        return values is { } place ? Insert(place, member)
            : valuesOnly ? Insert(root, $"{Quoted(Values)}: {{ {member} }}")
            : Insert(root, member);
    }

    private void Find(string key)
    {
        var bom = text.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
        var reader = new Utf8JsonReader(
            text.AsSpan(bom), new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        List<string> path = [];
        List<int> indexes = [];
        while (reader.Read())
        {
            var (start, end) = (bom + (int)reader.TokenStartIndex, bom + (int)reader.BytesConsumed);
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    Begin(path, start);
                    path.Add(reader.GetString()!);
                    continue;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    BeginItem(path, indexes);
                    indexes.Add(reader.TokenType == JsonTokenType.StartArray ? 0 : -1);
                    Open(path, end);
                    continue;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    indexes.RemoveAt(indexes.Count - 1);
                    break;
                default:
                    BeginItem(path, indexes);
                    if (IsSetting(path, key))
                    {
                        found = (start, end);
                    }

                    break;
            }

            if (path.Count > 0)
            {
                path.RemoveAt(path.Count - 1);
            }

            // The end of the file's own object is not that of a member.
            if (indexes.Count > 0)
            {
                Ended(path, end);
            }
        }
    }

    // An item of an array has its index as its name.
    private static void BeginItem(List<string> path, List<int> indexes)
    {
        if (indexes is [.., >= 0])
        {
            path.Add(indexes[^1].ToString(System.Globalization.CultureInfo.InvariantCulture));
            indexes[^1]++;
        }
    }

    private bool IsSetting(List<string> path, string key)
    {
        var isValue = path.Count > 1 && IsValues(path[0]);
        var name = string.Join(':', path.Skip(isValue ? 1 : 0)).Replace("__", ":", StringComparison.Ordinal);
        return (isValue || !valuesOnly) && string.Equals(name, key, StringComparison.OrdinalIgnoreCase);
    }

    private void Open(List<string> path, int end)
    {
        if (path.Count == 0)
        {
            root = new Place(end, -1, "");
        }
        else if (path.Count == 1 && IsValues(path[0]))
        {
            values = new Place(end, -1, "");
        }
    }

    private void Begin(List<string> path, int start)
    {
        if (path.Count == 0 && root.First.Length == 0)
        {
            root = root with { First = Space(root.Start, start) };
        }
        else if (path.Count == 1 && IsValues(path[0]) && values is { First.Length: 0 } place)
        {
            values = place with { First = Space(place.Start, start) };
        }
    }

    private void Ended(List<string> path, int end)
    {
        if (path.Count == 0)
        {
            root = root with { End = end };
        }
        else if (path.Count == 1 && IsValues(path[0]) && values is { } place)
        {
            values = place with { End = end };
        }
    }

    private string Space(int from, int to)
    {
        var space = Encoding.UTF8.GetString(text.AsSpan(from, to - from));
        return space.Length > 0 && string.IsNullOrWhiteSpace(space) ? space : DefaultSpace;
    }

    private byte[] Insert(Place place, string member) => place.End >= 0
        ? Replace(place.End, place.End, $",{(place.First.Length > 0 ? place.First : DefaultSpace)}{member}")
        : Replace(place.Start, place.Start, $"{(place == root ? DefaultSpace : "\n    ")}{member}");

    private byte[] Replace(int start, int end, string with) => [.. text[..start], .. Encoding.UTF8.GetBytes(with), .. text[end..]];

    private static bool IsValues(string name) => string.Equals(name, Values, StringComparison.OrdinalIgnoreCase);

    private static string Quoted(string value) => $"\"{JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    private sealed record Place(int Start, int End, string First);
}
