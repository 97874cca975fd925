using System.Text.Json;
using PayHooks.AspNetCore;

namespace PayHooks.Cli.Mcp;

/// <summary>Checks the arguments of a tool and builds the path of the request.</summary>
internal static class ToolArguments
{
    /// <summary>Returns the arguments as texts, or what is wrong with them.</summary>
    public static (IReadOnlyDictionary<string, string> Texts, string? Problem) Read(
        IEnumerable<KeyValuePair<string, JsonElement>>? arguments, IReadOnlyList<ApiParameter> parameters)
    {
        Dictionary<string, string> texts = new(StringComparer.Ordinal);
        foreach (var (name, value) in arguments ?? [])
        {
            if (parameters.FirstOrDefault(one => one.Name == name) is not { } parameter)
            {
                var known = string.Join(", ", parameters.Select(one => one.Name));
                return (texts, $"The tool has no argument '{name}'. {(known.Length == 0 ? "It takes none." : $"Use {known}.")}");
            }

            if (value.ValueKind == JsonValueKind.Null)
            {
                continue;
            }

            if (TextOf(value, parameter.Type) is not { } text)
            {
                return (texts, $"{name} must be a {NameOf(parameter.Type)}.");
            }

            texts[name] = text;
        }

        var missing = parameters.FirstOrDefault(one => one.IsRequired && texts.GetValueOrDefault(one.Name) is null or "");
        return (texts, missing is null ? null : $"{missing.Name} is missing. {missing.Description}");
    }

    /// <summary>The path of an operation's request with these arguments, or what is wrong with them.</summary>
    public static (string Path, string? Problem) PathOf(ApiOperation operation, IReadOnlyDictionary<string, string> texts)
    {
        var path = operation.Route;
        foreach (var part in operation.Path)
        {
            // A URL has no way to escape these; the request would go to another path.
            if (texts[part.Name] is "." or "..")
            {
                return ("", $"{part.Name} must not be '{texts[part.Name]}'.");
            }

            path = path.Replace($"{{{part.Name}}}", Uri.EscapeDataString(texts[part.Name]), StringComparison.Ordinal);
        }

        var query = string.Join('&', operation.AllQuery
            .Where(one => texts.ContainsKey(one.Name))
            .Select(one => $"{one.Name}={Uri.EscapeDataString(texts[one.Name])}"));
        return (query.Length == 0 ? path : $"{path}?{query}", null);
    }

    private static string? TextOf(JsonElement value, ApiValue type) => (type, value.ValueKind) switch
    {
        (ApiValue.Text or ApiValue.Time or ApiValue.Texts, JsonValueKind.String) => value.GetString(),
        (ApiValue.Texts, JsonValueKind.Array) when value.EnumerateArray().All(one => one.ValueKind == JsonValueKind.String) =>
            string.Join(',', value.EnumerateArray().Select(one => one.GetString())),
        (ApiValue.Flag, JsonValueKind.True) => "true",
        (ApiValue.Flag, JsonValueKind.False) => "false",
        (ApiValue.Number, JsonValueKind.Number) when value.TryGetInt64(out _) => value.GetRawText(),
        _ => null,
    };

    private static string NameOf(ApiValue type) => type switch
    {
        ApiValue.Flag => "boolean",
        ApiValue.Number => "whole number",
        ApiValue.Texts => "string or an array of strings",
        _ => "string",
    };
}
