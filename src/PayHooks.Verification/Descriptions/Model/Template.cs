using PayHooks.Verification.Json;

namespace PayHooks.Verification.Descriptions.Model;

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
}
