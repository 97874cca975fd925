using PayHooks.Verification.Json;

namespace PayHooks.Verification.Descriptions.Model;

/// <summary>A kind of object that a provider reports, recognized by its members.</summary>
/// <param name="Name">The name, which prefixes the keys of <c>types</c>.</param>
internal sealed record ObjectKind(string Name)
{
    /// <summary>Members that are present and not null.</summary>
    public IReadOnlyList<JsonPath> Has { get; init; } = [];

    /// <summary>Members that are absent or null.</summary>
    public IReadOnlyList<JsonPath> HasNot { get; init; } = [];

    /// <summary>Members with this text or number.</summary>
    public IReadOnlyList<(JsonPath Path, string Text)> Is { get; init; } = [];

    /// <summary>Every path that it looks up.</summary>
    public IEnumerable<JsonPath> Paths => [.. Has, .. HasNot, .. Is.Select(one => one.Path)];
}
