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

/// <summary>How tokens are written.</summary>
internal static class TemplateTokenText
{
    /// <summary>Whether a name follows the token, after a colon.</summary>
    public static bool TakesName(TemplateToken token) =>
        token is TemplateToken.Header or TemplateToken.Json or TemplateToken.Form or TemplateToken.Query;

    /// <summary>The word of the token; empty for literal text.</summary>
    public static string Word(TemplateToken token) => token switch
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

    /// <summary>The token as it is written, with an example of its name.</summary>
    public static string Example(TemplateToken token) => token switch
    {
        TemplateToken.Header => "{header:X-Request-Id}",
        TemplateToken.Json => "{json:a.b}",
        TemplateToken.Form => "{form:name}",
        TemplateToken.Query => "{query:challenge}",
        _ => $"{{{Word(token)}}}",
    };
}
