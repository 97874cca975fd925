using System.Buffers;
using System.Text.Json.Nodes;
using PayHooks.Verification.Descriptions.Model;

namespace PayHooks.Verification.Descriptions.Reading;

/// <summary>Reads a request of an API's description.</summary>
internal static class ApiCallReader
{
    private static readonly (string Name, HttpMethod Method)[] Writes =
    [
        ("get", HttpMethod.Get), ("post", HttpMethod.Post), ("put", HttpMethod.Put), ("patch", HttpMethod.Patch),
        ("delete", HttpMethod.Delete),
    ];

    /// <summary>The members of a request.</summary>
    public static readonly string[] Members = ["get", "post", "query", "body", "headers", "time"];

    /// <summary>The members of a request that creates or changes something.</summary>
    public static readonly string[] WriteMembers = [.. Writes.Select(one => one.Name), "query", "body", "form", "headers"];

    /// <summary>The forms of a time.</summary>
    public static readonly (string, ApiTimeForm)[] Times =
    [
        ("rfc3339", ApiTimeForm.Rfc3339), ("seconds", ApiTimeForm.Seconds), ("local", ApiTimeForm.Local), ("date", ApiTimeForm.Date),
    ];

    private static readonly (string Name, HttpMethod Method)[] Reads = [("get", HttpMethod.Get), ("post", HttpMethod.Post)];

    private static readonly SearchValues<char> NotInPath = SearchValues.Create("?#\\ ");

    /// <summary>Reads a request; null if it is invalid.</summary>
    /// <param name="at">The list or find.</param>
    /// <param name="allowed">The tokens that it may contain.</param>
    public static ApiCallDescription? Read(JsonObjectReader at, TemplateToken[] allowed) => Read(at, allowed, Reads);

    /// <summary>Reads a request that creates or changes something; null if it is invalid.</summary>
    /// <param name="at">The request.</param>
    /// <param name="allowed">The tokens that it may contain.</param>
    public static ApiCallDescription? ReadWrite(JsonObjectReader at, TemplateToken[] allowed)
    {
        var call = Read(at, allowed, Writes);
        if (call is { Form: not null, Body: not null })
        {
            at.Error("form", "is there beside body", "Use one of them.");
        }

        return call;
    }

    private static ApiCallDescription? Read(JsonObjectReader at, TemplateToken[] allowed, (string Name, HttpMethod Method)[] methods)
    {
        var given = methods.Where(one => at.Has(one.Name)).ToArray();
        if (given is not [var (member, method)])
        {
            at.Error("", given.Length > 0 ? "has two paths" : "has no path",
                $"Write {string.Join(" or ", methods.Select(one => one.Name))}, and the path: /v1/payments.");
            return null;
        }

        var path = at.Word(member) is { } text ? Path(at, member, text, allowed) : null;
        var body = at.Node("body") is { } node ? Body(at, node, allowed) : null;
        if (body is not null && method == HttpMethod.Get)
        {
            at.Error("body", "has no effect: a GET has no body", "Use post, or query.");
        }

        return path is null ? null : new ApiCallDescription(method, path)
        {
            Query = Texts(at, "query", allowed),
            Body = body,
            Form = at.Has("form") ? Texts(at, "form", allowed) : null,
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

    private static List<(string Name, Template Value)> Texts(JsonObjectReader at, string member, TemplateToken[] allowed)
    {
        List<(string, Template)> texts = [];
        foreach (var (name, text) in at.Map(member) ?? [])
        {
            if (ApiTemplates.Read(at, member, name, text, allowed) is { } value)
            {
                texts.Add((name, value));
            }
        }

        return texts;
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
