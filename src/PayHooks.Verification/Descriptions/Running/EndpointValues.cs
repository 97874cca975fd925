using PayHooks.Verification.Descriptions.Model;

namespace PayHooks.Verification.Descriptions.Running;

/// <summary>The values of the tokens in a request that creates or changes an endpoint. Absent values are left out of the request.</summary>
internal sealed record EndpointValues
{
    /// <summary>The URL.</summary>
    public string? Url { get; init; }

    /// <summary>The secret.</summary>
    public string? Secret { get; init; }

    /// <summary>The event types.</summary>
    public IReadOnlyList<string>? Events { get; init; }

    /// <summary>Whether it is enabled.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Whether its secret is stored.</summary>
    public bool IsStored { get; init; }

    /// <summary>How the provider writes enabled and disabled.</summary>
    public EndpointStateDescription? State { get; init; }

    /// <summary>The name of the source.</summary>
    public string Source { get; init; } = "";

    /// <summary>A text for this request alone.</summary>
    public string Random { get; init; } = "";

    /// <summary>The text of a token; null if it has none.</summary>
    public string? Text(TemplateToken token) => token switch
    {
        TemplateToken.Url => Url,
        TemplateToken.Secret => Secret,
        TemplateToken.User => Secret?.Split(':', 2)[0],
        TemplateToken.Password => Secret?.Split(':', 2)[^1],
        TemplateToken.Event => Events is [var only] ? only : null,
        TemplateToken.Enabled => Enabled is { } enabled ? enabled ? State?.On ?? "true" : State?.Off ?? "false" : null,
        TemplateToken.Disabled => Enabled is { } enabled ? enabled ? "false" : "true" : null,
        TemplateToken.Stored => IsStored ? "stored" : null,
        TemplateToken.Source => Source,
        TemplateToken.Random => Random,
        _ => null,
    };

    /// <summary>Without the secret.</summary>
    public override string ToString() => $"{nameof(EndpointValues)} {{ Url = {Url}, Enabled = {Enabled} }}";
}
