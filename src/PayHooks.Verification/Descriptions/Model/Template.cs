using PayHooks.Verification.Json;
using PayHooks.Verification.Signatures;

namespace PayHooks.Verification.Descriptions.Model;

/// <summary>A token of a template.</summary>
internal enum TemplateToken
{
    /// <summary>Literal text.</summary>
    Literal,
    Body,
    Timestamp,
    Id,
    Url,
    Secret,
    Header,
    Json,
    Form,
    Query,

    /// <summary>The start of a window, in a request to an API.</summary>
    From,

    /// <summary>The end of a window.</summary>
    Until,

    /// <summary>The cursor of a page.</summary>
    Cursor,

    /// <summary>The account in the settings of an API.</summary>
    Account,

    /// <summary>The key of an API.</summary>
    Key,

    /// <summary>An item of an API's response.</summary>
    Item,

    /// <summary>The type that the status of an item means.</summary>
    Type,

    /// <summary>The event types of an endpoint.</summary>
    Events,

    /// <summary>The only event type of an endpoint.</summary>
    Event,

    /// <summary>Whether an endpoint is enabled, in the provider's words.</summary>
    Enabled,

    /// <summary>The opposite, as true or false.</summary>
    Disabled,

    /// <summary>The word <c>stored</c>, once the secret is.</summary>
    Stored,

    /// <summary>The part of a secret before the colon.</summary>
    User,

    /// <summary>The part behind it.</summary>
    Password,

    /// <summary>The name of the source.</summary>
    Source,

    /// <summary>A new text for each request.</summary>
    Random,

    /// <summary>The provider's id of an endpoint.</summary>
    Endpoint,
}

/// <summary>A part of a template.</summary>
/// <param name="Token">The kind of the part.</param>
/// <param name="Name">The literal text, or the name after the colon.</param>
/// <param name="Path">The body path of <c>{json:…}</c> and <c>{form:…}</c>.</param>
internal sealed record TemplatePart(TemplateToken Token, string Name = "", JsonPath? Path = null);

/// <summary>Text with tokens in braces: <c>{timestamp}.{body}</c>.</summary>
internal sealed record Template(string Text, IReadOnlyList<TemplatePart> Parts)
{
    /// <summary>The tokens allowed in signed content.</summary>
    public static readonly TemplateToken[] OfContent =
    [
        TemplateToken.Body, TemplateToken.Timestamp, TemplateToken.Id, TemplateToken.Url, TemplateToken.Secret,
        TemplateToken.Header, TemplateToken.Json, TemplateToken.Form,
    ];

    /// <summary>The tokens allowed in a fact.</summary>
    public static readonly TemplateToken[] OfFact = [TemplateToken.Id, TemplateToken.Header, TemplateToken.Json, TemplateToken.Form];

    /// <summary>The tokens allowed in the response to a challenge.</summary>
    public static readonly TemplateToken[] OfAnswer = [TemplateToken.Query];

    /// <summary>The tokens allowed in the base URL of an API.</summary>
    public static readonly TemplateToken[] OfApiBase = [TemplateToken.Account];

    /// <summary>The tokens allowed in a header of an API's requests.</summary>
    public static readonly TemplateToken[] OfApiHeader = [TemplateToken.Key, TemplateToken.Account];

    /// <summary>The tokens allowed in a request for a page of a list.</summary>
    public static readonly TemplateToken[] OfApiList =
        [TemplateToken.From, TemplateToken.Until, TemplateToken.Cursor, TemplateToken.Account];

    /// <summary>The tokens allowed in a request for one object.</summary>
    public static readonly TemplateToken[] OfApiFind = [TemplateToken.Id, TemplateToken.Account];

    /// <summary>The tokens allowed in a value of an item.</summary>
    public static readonly TemplateToken[] OfApiValue = [TemplateToken.Json];

    /// <summary>The tokens allowed in the body that is made of an item.</summary>
    public static readonly TemplateToken[] OfApiItem = [TemplateToken.Item, TemplateToken.Type, TemplateToken.Json];

    /// <summary>The tokens allowed in a request for the list of endpoints.</summary>
    public static readonly TemplateToken[] OfEndpointList = [TemplateToken.Cursor, TemplateToken.Account];

    /// <summary>The tokens allowed in a request that creates or changes an endpoint.</summary>
    public static readonly TemplateToken[] OfEndpoint =
    [
        TemplateToken.Url, TemplateToken.Secret, TemplateToken.User, TemplateToken.Password, TemplateToken.Events, TemplateToken.Event,
        TemplateToken.Enabled, TemplateToken.Disabled, TemplateToken.Stored, TemplateToken.Source, TemplateToken.Random,
        TemplateToken.Id, TemplateToken.Account,
    ];

    /// <summary>The tokens allowed in a request for a list of deliveries.</summary>
    public static readonly TemplateToken[] OfRedeliveryList = [.. OfApiList, TemplateToken.Endpoint];

    /// <summary>The tokens allowed in a request to make a delivery again.</summary>
    public static readonly TemplateToken[] OfRedelivery = [TemplateToken.Id, TemplateToken.Endpoint, TemplateToken.Account];

    /// <summary>Whether a text contains a token.</summary>
    public static bool IsTemplate(string text) => text.Contains('{', StringComparison.Ordinal);

    /// <summary>Whether the template contains the token.</summary>
    public bool Has(TemplateToken token) => Parts.Any(part => part.Token == token);

    /// <summary>Parses a template; on failure, the problem contains a message and a fix.</summary>
    public static Template? Parse(string text, TemplateToken[] allowed, BodyForm body, out (string Message, string Fix) problem)
    {
        List<TemplatePart> parts = [];
        problem = default;
        for (var at = 0; at < text.Length;)
        {
            var open = text.IndexOf('{', at);
            var literal = open < 0 ? text[at..] : text[at..open];
            if (literal.Contains('}', StringComparison.Ordinal) || (open >= 0 && text.IndexOf('}', open) < 0))
            {
                problem = ($"('{text}') has an unmatched brace", $"Tokens are {Names(allowed)}.");
                return null;
            }

            if (literal.Length > 0)
            {
                parts.Add(new TemplatePart(TemplateToken.Literal, literal));
            }

            if (open < 0)
            {
                break;
            }

            var close = text.IndexOf('}', open);
            if (Token(text[(open + 1)..close], allowed, body, out problem) is not { } part)
            {
                return null;
            }

            parts.Add(part);
            at = close + 1;
        }

        return new Template(text, parts);
    }

    private static TemplatePart? Token(string text, TemplateToken[] allowed, BodyForm body, out (string Message, string Fix) problem)
    {
        problem = default;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var word = colon < 0 ? text : text[..colon];
        var name = colon < 0 ? "" : text[(colon + 1)..];
        if (allowed.Where(one => string.Equals(Word(one), word, StringComparison.OrdinalIgnoreCase)).ToArray() is not [var token])
        {
            var near = DidYouMean.To(word, allowed.Select(Word)) is { } meant ? $" Did you mean {{{meant}}}?" : "";
            problem = ($"has an unknown token {{{text}}}", $"Tokens are {Names(allowed)}.{near}");
            return null;
        }

        if (TakesName(token) != name.Length > 0)
        {
            problem = TakesName(token)
                ? ($"has the token {{{text}}} without a name", $"Write it as {Example(token)}.")
                : ($"has the token {{{text}}} with a name", $"Write it as {{{word}}}.");
            return null;
        }

        if (token is TemplateToken.Json or TemplateToken.Form && (token == TemplateToken.Form) != (body == BodyForm.Form))
        {
            problem = ($"has the token {{{text}}}, but the body is {(body == BodyForm.Form ? "a form" : "JSON")}",
                body == BodyForm.Form ? "Write it as {form:name}." : "Write it as {json:a.b}, or set body to form.");
            return null;
        }

        if (token == TemplateToken.Header && !HeaderName.IsValid(name))
        {
            problem = ($"has the token {{{text}}}, which is not the name of a header",
                "A header's name is letters, digits and '-', for example {header:X-Request-Id}.");
            return null;
        }

        if (token == TemplateToken.Json && JsonPath.Parse(name, out var reason) is var path)
        {
            if (path is null or { IsMany: true })
            {
                problem = ($"has the token {{{text}}}, whose path {(path is null ? reason : "leads to many values")}",
                    "Write it as {json:a.b} or {json:a[0].b}.");
                return null;
            }

            return new TemplatePart(token, name, path);
        }

        return new TemplatePart(token, name, token == TemplateToken.Form ? JsonPath.OfName(name) : null);
    }

    private static bool TakesName(TemplateToken token) =>
        token is TemplateToken.Header or TemplateToken.Json or TemplateToken.Form or TemplateToken.Query;

    private static string Word(TemplateToken token) => token switch
    {
        TemplateToken.Body => "body",
        TemplateToken.Timestamp => "timestamp",
        TemplateToken.Id => "id",
        TemplateToken.Url => "url",
        TemplateToken.Secret => "secret",
        TemplateToken.Header => "header",
        TemplateToken.Json => "json",
        TemplateToken.Form => "form",
        TemplateToken.Query => "query",
        TemplateToken.From => "from",
        TemplateToken.Until => "until",
        TemplateToken.Cursor => "cursor",
        TemplateToken.Account => "account",
        TemplateToken.Key => "key",
        TemplateToken.Item => "item",
        TemplateToken.Type => "type",
        TemplateToken.Events => "events",
        TemplateToken.Event => "event",
        TemplateToken.Enabled => "enabled",
        TemplateToken.Disabled => "disabled",
        TemplateToken.Stored => "stored",
        TemplateToken.User => "user",
        TemplateToken.Password => "password",
        TemplateToken.Source => "source",
        TemplateToken.Random => "random",
        TemplateToken.Endpoint => "endpoint",
        _ => "",
    };

    private static string Example(TemplateToken token) => token switch
    {
        TemplateToken.Header => "{header:X-Request-Id}",
        TemplateToken.Json => "{json:a.b}",
        TemplateToken.Form => "{form:name}",
        TemplateToken.Query => "{query:challenge}",
        _ => $"{{{Word(token)}}}",
    };

    private static string Names(TemplateToken[] allowed) => string.Join(", ", allowed.Select(Example));
}
