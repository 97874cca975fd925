using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using PayHooks.Verification.Descriptions.Model;

namespace PayHooks.Verification.Descriptions.Reading;

/// <summary>
/// Reads the members of one object of a scheme strictly: an unknown name or an invalid value is reported with its path. Settings are
/// always strings, so numbers and booleans may be written as strings.
/// </summary>
internal sealed class JsonObjectReader
{
    private readonly JsonObject members;
    private readonly SchemePath path;
    private readonly List<(SchemePath Path, string Message, string Fix)> errors;

    public JsonObjectReader(JsonObject members, SchemePath path, List<(SchemePath Path, string Message, string Fix)> errors,
        IReadOnlyList<string> known)
    {
        this.members = members;
        this.path = path;
        this.errors = errors;
        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, _) in members)
        {
            if (!known.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                var near = DidYouMean.To(name, known) is { } meant ? $" Did you mean {meant}?" : "";
                Error(name, "is unknown", $"Known here: {string.Join(", ", known)}.{near}");
            }
            else if (!seen.Add(name))
            {
                Error(name, "occurs twice, with different capitalization", "Remove one.");
            }
        }
    }

    /// <summary>Whether the member is present.</summary>
    public bool Has(string name) => Value(name) is not null;

    /// <summary>Adds an error for a member, or for the object itself if the name is empty.</summary>
    public void Error(string name, string message, string fix) => errors.Add((name.Length == 0 ? path : path[name], message, fix));

    /// <summary>Reads a string; null if it is absent.</summary>
    public string? Text(string name)
    {
        if (Value(name) is not { } value)
        {
            return null;
        }

        if (TextOf(value) is { } text)
        {
            return text;
        }

        Error(name, "is not a string", "Write it in quotation marks.");
        return null;
    }

    /// <summary>Reads a non-empty string, or null.</summary>
    public string? Word(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (text.Trim().Length > 0)
        {
            return text.Trim();
        }

        Error(name, "is empty", "Give it a value, or remove it.");
        return null;
    }

    /// <summary>Reads one string or a list of strings, none of them empty, with the path of each.</summary>
    public IReadOnlyList<(string Text, string Item)> Words(string name)
    {
        if (Value(name) is not JsonArray items)
        {
            return Word(name) is { } word ? [(word, "")] : [];
        }

        List<(string, string)> words = [];
        foreach (var (index, item) in items.Index())
        {
            var step = index.ToString(CultureInfo.InvariantCulture);
            if (item is not null && TextOf(item) is { } text && text.Trim().Length > 0)
            {
                words.Add((text.Trim(), step));
            }
            else
            {
                Error(name, step, "is not a string", "Write it in quotation marks, or remove it.");
            }
        }

        if (items.Count == 0)
        {
            Error(name, "is an empty list", "Name at least one, or remove it.");
        }

        return words;
    }

    /// <summary>Reads a boolean.</summary>
    public bool Flag(string name)
    {
        switch (Value(name) is { } value ? TextOf(value)?.Trim().ToLowerInvariant() ?? "?" : "false")
        {
            case "true":
                return true;
            case "false":
                return false;
            default:
                Error(name, "is neither true nor false", "Write true or false.");
                return false;
        }
    }

    /// <summary>Reads one of several keywords, case-insensitively.</summary>
    public T Choice<T>(string name, T otherwise, IReadOnlyList<(string Word, T Value)> choices)
    {
        if (Word(name) is not { } text)
        {
            return otherwise;
        }

        foreach (var (word, value) in choices)
        {
            if (string.Equals(word, text, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        var near = DidYouMean.To(text, choices.Select(choice => choice.Word)) is { } meant ? $" Did you mean {meant}?" : "";
        Error(name, $"('{text}') is not a valid value", $"Use one of: {string.Join(", ", choices.Select(choice => choice.Word))}.{near}");
        return otherwise;
    }

    /// <summary>Reads a duration within a range.</summary>
    public TimeSpan Time(string name, TimeSpan otherwise, TimeSpan least, TimeSpan most)
    {
        if (Word(name) is not { } text)
        {
            return otherwise;
        }

        if (!TimeSpan.TryParseExact(text, [@"hh\:mm\:ss", @"d\.hh\:mm\:ss"], CultureInfo.InvariantCulture, out var time))
        {
            Error(name, $"('{text}') is not a time", "Write it as [d.]hh:mm:ss, for example 00:05:00.");
            return otherwise;
        }

        if (time < least || time > most)
        {
            Error(name, $"({time:c}) is out of range", $"Set it between {least:c} and {most:c}.");
            return otherwise;
        }

        return time;
    }

    /// <summary>Reads an object; null if it is absent or not an object.</summary>
    public JsonObjectReader? Object(string name, IReadOnlyList<string> known)
    {
        switch (Value(name))
        {
            case null:
                return null;
            case JsonObject inner:
                return new JsonObjectReader(inner, path[name], errors, known);
            default:
                Error(name, "is not an object", $"Write it as {{ … }} with: {string.Join(", ", known)}.");
                return null;
        }
    }

    /// <summary>Reads a list of objects.</summary>
    public IEnumerable<JsonObjectReader> Objects(string name, IReadOnlyList<string> known)
    {
        if (Value(name) is not { } value)
        {
            yield break;
        }

        if (value is not JsonArray items)
        {
            Error(name, "is not a list", "Write it as [ { … } ].");
            yield break;
        }

        foreach (var (index, item) in items.Index())
        {
            var step = index.ToString(CultureInfo.InvariantCulture);
            if (item is JsonObject inner)
            {
                yield return new JsonObjectReader(inner, path[name][step], errors, known);
            }
            else
            {
                Error(name, step, "is not an object", $"Write it as {{ … }} with: {string.Join(", ", known)}.");
            }
        }
    }

    /// <summary>Reads an object with arbitrary names and string values; null if it is absent.</summary>
    public Dictionary<string, string>? Map(string name)
    {
        switch (Value(name))
        {
            case null:
                return null;
            case JsonObject map:
                Dictionary<string, string> texts = new(StringComparer.Ordinal);
                foreach (var (key, value) in map)
                {
                    // Settings are nested at each ':' in a name.
                    foreach (var (inner, node) in value is JsonObject nested ? nested.Select(one => ($"{key}:{one.Key}", one.Value))
                        : [(key, value)])
                    {
                        if (node is not null && TextOf(node) is { Length: > 0 } text)
                        {
                            texts[inner] = text;
                        }
                        else
                        {
                            Error(name, inner, "is not a string", "Write it in quotation marks.");
                        }
                    }
                }

                return texts;
            default:
                Error(name, "is not an object", "Write it as { \"…\": \"…\" }.");
                return null;
        }
    }

    /// <summary>The raw value of a member, or null if it is absent.</summary>
    public JsonNode? Node(string name) => Value(name);

    /// <summary>A strict reader for an object within a member.</summary>
    public JsonObjectReader Inner(JsonObject inner, IReadOnlyList<string> known, params string[] steps) =>
        new(inner, steps.Aggregate(path, (at, step) => at[step]), errors, known);

    /// <summary>The path of a member, for warnings.</summary>
    public SchemePath PathOf(string name) => path[name];

    /// <summary>Adds an error for an item of a member.</summary>
    public void Error(string name, string item, string message, string fix) =>
        errors.Add((item.Length == 0 ? path[name] : path[name][item], message, fix));

    private JsonNode? Value(string name) => SchemeMerger.Spelling(members, name) is { } spelling ? members[spelling] : null;

    private static string? TextOf(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.String => value.GetValue<string>(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.ToJsonString(),
        _ => null,
    };
}
