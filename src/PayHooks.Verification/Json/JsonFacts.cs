using System.Text.Json;

namespace PayHooks.Verification.Json;

/// <summary>
/// The values at some paths of a JSON object, read in one pass. If a name occurs twice in an object, the last one counts, as in most
/// parsers. Reading never throws: an absent or unsuitable value is null.
/// </summary>
/// <example>
/// <code>
/// private static readonly JsonPaths Paths = JsonPaths.Of("id", "purchase.total", "purchase.currency");
///
/// var facts = JsonFacts.OfBody(body, Paths);
/// var amount = facts.Amount("purchase.total", facts.String("purchase.currency"), AmountUnit.Minor);
/// </code>
/// </example>
public readonly ref struct JsonFacts
{
    private readonly ReadOnlySpan<byte> json;
    private readonly JsonPaths paths;
    private readonly JsonToken[] tokens;

    private JsonFacts(ReadOnlySpan<byte> json, JsonPaths paths)
    {
        this.json = json;
        this.paths = paths;
        tokens = new JsonToken[paths.Count];
        IsObject = paths.Find(json, tokens, JsonNameRule.LastCounts) == JsonShape.Object;
    }

    /// <summary>Whether the text is one JSON object; otherwise no values are found.</summary>
    public bool IsObject { get; }

    /// <summary>Reads a body, with or without a byte order mark.</summary>
    public static JsonFacts OfBody(ReadOnlyMemory<byte> body, JsonPaths paths) => Of(EventPayload.WithoutBom(body).Span, paths);

    /// <summary>Reads JSON without a byte order mark.</summary>
    public static JsonFacts Of(ReadOnlySpan<byte> json, JsonPaths paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return new JsonFacts(json, paths);
    }

    /// <summary>The text of a non-empty string, number or boolean, or null.</summary>
    public string? Text(string path) => Token(path).Text(json);

    /// <summary>The text of a non-empty string, or null.</summary>
#pragma warning disable CA1720 // the name is that of the JSON type
    public string? String(string path) => Token(path).Type == JsonTokenType.String ? Text(path) : null;
#pragma warning restore CA1720

    /// <summary>An id: a non-empty string or a number; null otherwise.</summary>
    public string? Id(string path) => Token(path).Type is JsonTokenType.String or JsonTokenType.Number ? Text(path) : null;

    /// <summary>A number as written, or a string that contains one; null otherwise.</summary>
    public string? Number(string path) => Token(path).NumberText(json);

    /// <summary>A boolean, also as a string or as 0 or 1; null otherwise.</summary>
    public bool? Boolean(string path) => BooleanText.Parse(Text(path));

    /// <summary>A time in UTC, from RFC 3339 or Unix seconds or milliseconds; or null.</summary>
    public DateTimeOffset? Time(string path) => ProviderTime.Parse(Text(path));

    /// <summary>An amount of money, or null if there is no number.</summary>
    public Amount? Amount(string number, string? currency, AmountUnit unit) =>
        Number(number) is { } text ? PayHooks.Amount.Read(text, currency, unit) : null;

    private JsonToken Token(string path) => tokens[paths.SlotOf(path)];
}
