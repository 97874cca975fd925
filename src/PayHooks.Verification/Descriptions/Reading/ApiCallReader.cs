using System.Buffers;
using System.Text.Json.Nodes;
using PayHooks.Verification.Descriptions.Model;

namespace PayHooks.Verification.Descriptions.Reading;

/// <summary>Reads a request of an API's description.</summary>
internal static class ApiCallReader
{
    /// <summary>The members of a request.</summary>
    public static readonly string[] Members = ["get", "post", "query", "body", "headers", "time"];

    /// <summary>The forms of a time.</summary>
    public static readonly (string, ApiTimeForm)[] Times =
    [
        ("rfc3339", ApiTimeForm.Rfc3339), ("seconds", ApiTimeForm.Seconds), ("local", ApiTimeForm.Local), ("date", ApiTimeForm.Date),
    ];

    private static readonly SearchValues<char> NotInPath = SearchValues.Create("?#\\ ");

    /// <summary>Reads a request; null if it is invalid.</summary>
    /// <param name="at">The list or find.</param>
    /// <param name="allowed">The tokens that it may contain.</param>
    public static ApiCallDescription? Read(JsonObjectReader at, TemplateToken[] allowed)
    {
        var member = at.Has("post") ? "post" : "get";
        if (at.Has("get") == at.Has("post"))
        {
            at.Error("", at.Has("get") ? "has two paths" : "has no path", "Write get or post, and the path: /v1/payments.");
            return null;
        }

        var path = at.Word(member) is { } text ? Path(at, member, text, allowed) : null;
        var body = at.Node("body") is { } node ? Body(at, node, allowed) : null;
        if (body is not null && member == "get")
        {
            at.Error("body", "has no effect: a GET has no body", "Use post, or query.");
        }

        return path is null ? null : new ApiCallDescription(member == "post" ? HttpMethod.Post : HttpMethod.Get, path)
        {
            Query = Query(at, allowed),
            Body = body,
            Headers = ApiTemplates.Headers(at, []),
            Time = at.Choice("time", ApiTimeForm.Rfc3339, Times),
        };
    }

    private static Template? Path(JsonObjectReader at, string member, string text, TemplateToken[] allowed)
    {
        if (text.Length > 0 && text[0] == '/' && !text.AsSpan().ContainsAny(NotInPath))
        {
            return ApiTemplates.Read(at, member, "", text, allowed);
        }

        at.Error(member, $"('{text}') is not a path", "Begin it with '/', and write the parameters as query.");
        return null;
    }

    private static List<(string Name, Template Value)> Query(JsonObjectReader at, TemplateToken[] allowed)
    {
        List<(string, Template)> query = [];
        foreach (var (name, text) in at.Map("query") ?? [])
        {
            if (ApiTemplates.Read(at, "query", name, text, allowed) is { } value)
            {
                query.Add((name, value));
            }
        }

        return query;
    }

    private static ApiJson? Body(JsonObjectReader at, JsonNode node, TemplateToken[] allowed)
    {
        if (node is JsonObject)
        {
            return ApiTemplates.Tree(at, "body", node, allowed);
        }

        at.Error("body", "is not an object", "Write it as { \"page\": \"{cursor}\" }.");
        return null;
    }
}
