using System.Text.Json;
using PayHooks.Verification.Payloads;

namespace PayHooks.Verification.Json;

/// <summary>Looks up some members of a JSON object in one walk. Of a repeated member the last one counts, as in most parsers.</summary>
internal readonly ref struct JsonFacts
{
    private readonly ReadOnlySpan<byte> json;
    private readonly JsonNames names;
    private readonly JsonToken[] tokens;

    private JsonFacts(ReadOnlySpan<byte> json, JsonNames names)
    {
        this.json = json;
        this.names = names;
        tokens = new JsonToken[names.Count];
        var members = new JsonMembers(json);
        while (members.MoveNext())
        {
            if (names.IndexOf(members.Name) is >= 0 and var index)
            {
                tokens[index] = members.Value;
            }
        }

        IsObject = members.IsObject;
    }

    /// <summary>Whether the text is one JSON object; otherwise nothing is found in it.</summary>
    public bool IsObject { get; }

    /// <summary>Reads a body, with or without a byte order mark.</summary>
    public static JsonFacts OfBody(ReadOnlyMemory<byte> body, JsonNames names) => new(EventPayload.WithoutBom(body).Span, names);

    /// <summary>Reads a text.</summary>
    public static JsonFacts Of(ReadOnlySpan<byte> json, JsonNames names) => new(json, names);

    /// <summary>The members of a member that is an object.</summary>
    public JsonFacts Object(string name, JsonNames inner) =>
        Token(name) is { Type: JsonTokenType.StartObject } token ? new(token.Raw(json), inner) : new([], inner);

    /// <summary>The text of a string, number or boolean that is not empty, or null.</summary>
    public string? Text(string name) => Token(name).Text(json);

    /// <summary>The text of a string that is not empty, or null.</summary>
    public string? String(string name) => Token(name).Type == JsonTokenType.String ? Text(name) : null;

    /// <summary>An id: a string that is not empty, or a number; null otherwise.</summary>
    public string? Id(string name) => Token(name).Type is JsonTokenType.String or JsonTokenType.Number ? Text(name) : null;

    /// <summary>A number as it reads, or a string that holds one; null otherwise.</summary>
    public string? Number(string name) => NumberText(Token(name), json);

    /// <summary>true and false, also as a string and as 0 and 1; null otherwise.</summary>
    public bool? Boolean(string name) => TolerantBoolean.Parse(Text(name));

    /// <summary>A time in any form that <see cref="ProviderTime"/> reads, or null.</summary>
    public DateTimeOffset? Time(string name) => ProviderTime.Parse(Text(name));

    /// <summary>An amount of money, or null when there is no number.</summary>
    public Amount? Amount(string number, string? currency) => Number(number) is { } text ? new Amount(text, currency) : null;

    /// <summary>A number as its token reads, or a string that holds a JSON number; null otherwise.</summary>
    public static string? NumberText(JsonToken token, ReadOnlySpan<byte> json)
    {
        if (token.Type == JsonTokenType.Number)
        {
            return token.Text(json);
        }

        if (token.Type != JsonTokenType.String || token.Text(json) is not { } text)
        {
            return null;
        }

        var reader = new Utf8JsonReader(token.Raw(json));
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.Number && reader.BytesConsumed == token.Length - 2 && !reader.Read()
                ? text
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private JsonToken Token(string name)
    {
        Span<byte> utf8 = stackalloc byte[64];
        var length = System.Text.Encoding.UTF8.GetBytes(name, utf8);
        return IsObject ? tokens[names.IndexOf(utf8[..length])] : default;
    }
}
