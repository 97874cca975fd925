using System.Text.Json;
using System.Text.Json.Nodes;
using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Json;
using PayHooks.Verification.Signatures;

namespace PayHooks.Verification.Descriptions.Reading;

/// <summary>Reads the templates and paths of an API's description.</summary>
internal static class ApiTemplates
{
    private static readonly PathReader Json = new(BodyForm.Json);

    /// <summary>Reads a template; reports an error and returns null if it is invalid.</summary>
    public static Template? Read(JsonObjectReader at, string member, string item, string text, TemplateToken[] allowed)
    {
        if (TemplateParser.Parse(text, allowed, BodyForm.Json, out var problem) is { } template)
        {
            return template;
        }

        at.Error(member, item, problem.Message, problem.Fix);
        return null;
    }

    /// <summary>Reads a value of an item: a path, or a template of several.</summary>
    public static Template? Value(JsonObjectReader at, string member, string item, string text) =>
        Read(at, member, item, Template.IsTemplate(text) ? text : $"{{json:{text}}}", Template.OfApiValue);

    /// <summary>Reads headers.</summary>
    public static IReadOnlyList<(string Name, Template Value)> Headers(JsonObjectReader at, TemplateToken[] allowed)
    {
        List<(string, Template)> headers = [];
        foreach (var (name, text) in at.Map("headers") ?? [])
        {
            if (!HeaderName.IsValid(name) || text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            {
                at.Error("headers", name, "is not a header", "Write it as \"X-Api-Version\": \"2026-01-01\".");
            }
            else if (Read(at, "headers", name, text, allowed) is { } value)
            {
                headers.Add((name, value));
            }
        }

        return headers;
    }

    /// <summary>Reads a path to one value, or null.</summary>
    public static JsonPath? Path(JsonObjectReader at, string member) =>
        at.Word(member) is { } text ? Json.Path(at, member, text) : null;

    /// <summary>Reads a path to one value under a name that is not fixed, or null.</summary>
    public static JsonPath? Path(JsonObjectReader at, string member, string text) => Json.Path(at, member, text, text);

    /// <summary>Reads JSON with templates.</summary>
    public static ApiJson? Tree(JsonObjectReader at, string member, JsonNode? node, TemplateToken[] allowed)
    {
        switch (node)
        {
            case JsonObject members:
                return new ApiJson
                {
                    Members =
                    [
                        .. members.Select(one => (one.Key, Value: Tree(at, member, one.Value, allowed)))
                            .Where(one => one.Value is not null).Select(one => (one.Key, one.Value!)),
                    ],
                };
            case not null when node.GetValueKind() == JsonValueKind.String:
                return Read(at, member, "", node.GetValue<string>(), allowed) is { } template ? new ApiJson { Template = template } : null;
            default:
                return new ApiJson { Literal = node?.ToJsonString() ?? "null" };
        }
    }
}
