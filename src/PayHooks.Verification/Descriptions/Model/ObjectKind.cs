using PayHooks.Verification.Json;

namespace PayHooks.Verification.Descriptions.Model;

/// <summary>A kind of object that a provider reports, recognized by its members.</summary>
/// <param name="Name">The name, which prefixes the keys of <c>types</c>.</param>
internal sealed record ObjectKind(string Name)
{
    /// <summary>Members that must be present and not null.</summary>
    public IReadOnlyList<JsonPath> Has { get; init; } = [];

    /// <summary>Members that must be absent or null.</summary>
    public IReadOnlyList<JsonPath> HasNot { get; init; } = [];

    /// <summary>Members that must have this string or number value.</summary>
    public IReadOnlyList<(JsonPath Path, string Text)> Is { get; init; } = [];

    /// <summary>All paths used to recognize the kind.</summary>
    public IEnumerable<JsonPath> Paths => [.. Has, .. HasNot, .. Is.Select(one => one.Path)];
}
