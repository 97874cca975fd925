using PayHooks.Verification.Json;

namespace PayHooks.Verification.Descriptions.Model;

/// <summary>How an object, or an event, is looked up.</summary>
/// <param name="Kind">The kind of object; null for an event by the provider's id of it.</param>
/// <param name="Call">The request.</param>
/// <param name="Item">What the result is.</param>
internal sealed record ApiFindDescription(SubjectKind? Kind, ApiCallDescription Call, ApiItemDescription Item)
{
    /// <summary>The form of ids that this takes; null for any.</summary>
    public ApiIdForm? Ids { get; init; }

    /// <summary>The path of the object in the response; null if the response is the object.</summary>
    public JsonPath? Path { get; init; }

    /// <summary>Other statuses than 404 and 410 that mean that the provider does not know it.</summary>
    public IReadOnlyList<int> NotFound { get; init; } = [];

    /// <summary>A member of a response of status 200 that means the same, with its value; null if there is none.</summary>
    public (JsonPath Path, string Text)? Unknown { get; init; }

    /// <summary>The paths that are read from the response.</summary>
    public IEnumerable<JsonPath> Paths => new[] { Path, Unknown?.Path }.OfType<JsonPath>();
}

/// <summary>A form of ids: those that begin with a text, or that consist of some characters.</summary>
/// <param name="Prefix">The beginning; null if the characters decide.</param>
/// <param name="Characters">The characters; null if the beginning decides.</param>
internal sealed record ApiIdForm(string? Prefix, string? Characters)
{
    /// <summary>The named sets of characters.</summary>
    public static readonly (string Name, string Characters)[] Named = [("digits", "0123456789"), ("hex", "0123456789abcdef")];

    /// <summary>Whether an id has the form.</summary>
    public bool Fits(string id) => Prefix is not null ? id.StartsWith(Prefix, StringComparison.Ordinal) && id.Length > Prefix.Length
        : id.Length > 0 && !id.AsSpan().ContainsAnyExcept(Characters);
}
