using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PayHooks.Verification.Descriptions.Reading;

/// <summary>
/// Reads the members of one object of a scheme strictly: a name nobody knows and a value that does not fit become problems with
/// their path. Settings hold only texts, so that numbers and booleans may be texts, too.
/// </summary>
internal sealed class JsonObjectReader
{
    private readonly JsonObject members;
    private readonly SchemePath path;
    private readonly List<(SchemePath Path, string What, string Mend)> problems;

    public JsonObjectReader(JsonObject members, SchemePath path, List<(SchemePath Path, string What, string Mend)> problems, IReadOnlyList<string> known)
    {
        this.members = members;
        this.path = path;
        this.problems = problems;
        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, _) in members)
        {
            if (!known.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                var near = DidYouMean.To(name, known) is { } meant ? $" Did you mean {meant}?" : "";
                Problem(name, "is not known", $"Known here: {string.Join(", ", known)}.{near}");
            }
            else if (!seen.Add(name))
            {
                Problem(name, "is there twice, spelled in two ways", "Remove one.");
            }
        }
    }

    /// <summary>Whether the member is there.</summary>
    public bool Has(string name) => Value(name) is not null;

    /// <summary>Adds a problem with a member; with an empty name, with the object itself.</summary>
    public void Problem(string name, string what, string mend) => problems.Add((name.Length == 0 ? path : path[name], what, mend));

    /// <summary>A text, or null when it is absent.</summary>
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

        Problem(name, "is not a text", "Write it in quotation marks.");
        return null;
    }

    /// <summary>A text that is not empty, or null.</summary>
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

        Problem(name, "is empty", "Give it a value, or remove it.");
        return null;
    }

    /// <summary>One text or a list of texts, none of them empty; the paths are those of the items.</summary>
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
                Problem(name, step, "is not a text", "Write it in quotation marks, or remove it.");
            }
        }

        if (items.Count == 0)
        {
            Problem(name, "is an empty list", "Name at least one, or remove it.");
        }

        return words;
    }

    /// <summary>true or false.</summary>
    public bool Flag(string name)
    {
        switch (Value(name) is { } value ? TextOf(value)?.Trim().ToLowerInvariant() ?? "?" : "false")
        {
            case "true":
                return true;
            case "false":
                return false;
            default:
                Problem(name, "is neither true nor false", "Write true or false.");
                return false;
        }
    }

    /// <summary>One of some words, whatever their case.</summary>
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
        Problem(name, $"('{text}') is none of the choices", $"Use one of: {string.Join(", ", choices.Select(choice => choice.Word))}.{near}");
        return otherwise;
    }

    /// <summary>A length of time between two others.</summary>
    public TimeSpan Time(string name, TimeSpan otherwise, TimeSpan least, TimeSpan most)
    {
        if (Word(name) is not { } text)
        {
            return otherwise;
        }

        if (!TimeSpan.TryParseExact(text, [@"hh\:mm\:ss", @"d\.hh\:mm\:ss"], CultureInfo.InvariantCulture, out var time))
        {
            Problem(name, $"('{text}') is not a time", "Write it as [d.]hh:mm:ss, for example 00:05:00.");
            return otherwise;
        }

        if (time < least || time > most)
        {
            Problem(name, $"({time:c}) is out of range", $"Set it between {least:c} and {most:c}.");
            return otherwise;
        }

        return time;
    }

    /// <summary>An object, or null when it is absent or none.</summary>
    public JsonObjectReader? Object(string name, IReadOnlyList<string> known)
    {
        switch (Value(name))
        {
            case null:
                return null;
            case JsonObject inner:
                return new JsonObjectReader(inner, path[name], problems, known);
            default:
                Problem(name, "is not an object", $"Write it as {{ … }} with: {string.Join(", ", known)}.");
                return null;
        }
    }

    /// <summary>The objects of a list.</summary>
    public IEnumerable<JsonObjectReader> Objects(string name, IReadOnlyList<string> known)
    {
        if (Value(name) is not { } value)
        {
            yield break;
        }

        if (value is not JsonArray items)
        {
            Problem(name, "is not a list", "Write it as [ { … } ].");
            yield break;
        }

        foreach (var (index, item) in items.Index())
        {
            var step = index.ToString(CultureInfo.InvariantCulture);
            if (item is JsonObject inner)
            {
                yield return new JsonObjectReader(inner, path[name][step], problems, known);
            }
            else
            {
                Problem(name, step, "is not an object", $"Write it as {{ … }} with: {string.Join(", ", known)}.");
            }
        }
    }

    /// <summary>The texts of an object whose names are free, or null when it is absent.</summary>
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
                    if (value is not null && TextOf(value) is { Length: > 0 } text)
                    {
                        texts[key] = text;
                    }
                    else
                    {
                        Problem(name, key, "is not a text", "Write it in quotation marks. A name with ':' cannot be set in settings: use a file.");
                    }
                }

                return texts;
            default:
                Problem(name, "is not an object", "Write it as { \"…\": \"…\" }.");
                return null;
        }
    }

    /// <summary>Adds a problem with an item of a member.</summary>
    public void Problem(string name, string item, string what, string mend) =>
        problems.Add((item.Length == 0 ? path[name] : path[name][item], what, mend));

    private JsonNode? Value(string name) => SchemeMerger.Spelling(members, name) is { } spelling ? members[spelling] : null;

    private static string? TextOf(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.String => value.GetValue<string>(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.ToJsonString(),
        _ => null,
    };
}
