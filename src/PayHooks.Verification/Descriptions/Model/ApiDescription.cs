using PayHooks.Verification.Api;

namespace PayHooks.Verification.Descriptions.Model;

/// <summary>How a provider's API lists and finds what its webhooks report.</summary>
internal sealed record ApiDescription
{
    /// <summary>The URL in live mode, without a query; may contain <c>{account}</c>.</summary>
    public required Template Live { get; init; }

    /// <summary>The URL in test mode; null if the key decides the mode.</summary>
    public Template? Test { get; init; }

    /// <summary>What a key of the test mode begins with; null if keys do not say.</summary>
    public string? TestPrefix { get; init; }

    /// <summary>How the key is presented.</summary>
    public ApiAuthentication Authentication { get; init; }

    /// <summary>Headers of every request.</summary>
    public IReadOnlyList<(string Name, Template Value)> Headers { get; init; } = [];

    /// <summary>What the settings have to contain.</summary>
    public required ApiSettingsForm Form { get; init; }

    /// <summary>The lists, which are read one after another; empty if nothing is listed.</summary>
    public IReadOnlyList<ApiListDescription> Lists { get; init; } = [];

    /// <summary>The ways to look something up. The first one that fits is used.</summary>
    public IReadOnlyList<ApiFindDescription> Finds { get; init; } = [];

    /// <summary>How webhook endpoints are managed; null if they are not.</summary>
    public EndpointsDescription? Endpoints { get; init; }

    /// <summary>How deliveries are listed and made again; null if they are not.</summary>
    public RedeliveryDescription? Redelivery { get; init; }
}

/// <summary>How a key is presented.</summary>
internal enum ApiAuthentication
{
    /// <summary><c>Authorization: Bearer KEY</c>.</summary>
    Bearer = 0,

    /// <summary>HTTP Basic, where the key is <c>user:password</c>.</summary>
    Basic = 1,

    /// <summary>HTTP Basic, where the key is the user and there is no password.</summary>
    BasicUser = 2,

    /// <summary>One of the headers contains <c>{key}</c>.</summary>
    Headers = 3,
}

/// <summary>A request.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path after the base URL.</param>
internal sealed record ApiCallDescription(HttpMethod Method, Template Path)
{
    /// <summary>The parameters of the query. One whose value is absent is left out.</summary>
    public IReadOnlyList<(string Name, Template Value)> Query { get; init; } = [];

    /// <summary>The JSON body; null for none.</summary>
    public ApiJson? Body { get; init; }

    /// <summary>The fields of a form as the body; null for none.</summary>
    public IReadOnlyList<(string Name, Template Value)>? Form { get; init; }

    /// <summary>Headers beside those of every request.</summary>
    public IReadOnlyList<(string Name, Template Value)> Headers { get; init; } = [];

    /// <summary>How times are written.</summary>
    public ApiTimeForm Time { get; init; }

    /// <summary>All templates.</summary>
    public IEnumerable<Template> Templates =>
        [Path, .. Query.Select(one => one.Value), .. Body?.Templates ?? [], .. (Form ?? []).Select(one => one.Value)];

    /// <summary>Whether a template contains the token.</summary>
    public bool Has(TemplateToken token) => Templates.Any(template => template.Has(token));
}

/// <summary>How a request contains a time.</summary>
internal enum ApiTimeForm
{
    /// <summary><c>2026-01-15T12:00:00Z</c>.</summary>
    Rfc3339 = 0,

    /// <summary>Unix time in seconds.</summary>
    Seconds = 1,

    /// <summary><c>2026-01-15T12:00:00</c>, in UTC.</summary>
    Local = 2,

    /// <summary><c>2026-01-15</c>, in UTC.</summary>
    Date = 3,
}
