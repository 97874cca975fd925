using PayHooks.Verification.Json;

namespace PayHooks.Verification.Descriptions.Model;

/// <summary>How an item of a response becomes the body of a webhook.</summary>
internal sealed record ApiItemDescription
{
    /// <summary>The body; null if the item itself is one.</summary>
    public ApiJson? Body { get; init; }

    /// <summary>The status of the item, which decides the value of <c>{type}</c>; null if there is no such token.</summary>
    public Template? Status { get; init; }

    /// <summary>The value of <c>{type}</c> by status. An item of another status is not listed.</summary>
    public IReadOnlyDictionary<string, string> Types { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the body has the identity of the webhook that reports the same.</summary>
    public bool HasIdentity { get; init; }

    /// <summary>When it was created or changed; the first source with a valid time counts.</summary>
    public IReadOnlyList<Template> At { get; init; } = [];

    /// <summary>The paths that are read from an item.</summary>
    public IEnumerable<JsonPath> Paths => At.Concat(Body?.Templates ?? []).Concat(Status is null ? [] : [Status])
        .SelectMany(template => template.Parts).Select(part => part.Path).OfType<JsonPath>();
}
