namespace PayHooks.Verification.Descriptions.Model;

/// <summary>JSON with templates: an object, a template, or a literal. A value that a template cannot give is left out.</summary>
internal sealed record ApiJson
{
    /// <summary>The members of an object, or null.</summary>
    public IReadOnlyList<(string Name, ApiJson Value)>? Members { get; init; }

    /// <summary>
    /// A template, or null. If it is nothing but one value of the item, that value is copied with its type; otherwise it is a string.
    /// </summary>
    public Template? Template { get; init; }

    /// <summary>A number, boolean, null or array as written, or null.</summary>
    public string? Literal { get; init; }

    /// <summary>All templates.</summary>
    public IEnumerable<Template> Templates =>
        Template is not null ? [Template] : (Members ?? []).SelectMany(member => member.Value.Templates);
}
