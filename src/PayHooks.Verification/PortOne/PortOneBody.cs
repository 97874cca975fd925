using System.Runtime.CompilerServices;
using PayHooks.Verification.Json;

namespace PayHooks.Verification.PortOne;

/// <summary>
/// A PortOne body after a single pass: the positions of its known fields. Verification and reading use the same tokens,
/// because no top-level name may occur twice.
/// </summary>
internal readonly ref struct PortOneBody
{
    private readonly ReadOnlySpan<byte> json;
    private readonly Tokens tokens;

    private PortOneBody(ReadOnlySpan<byte> json, Tokens tokens)
    {
        this.json = json;
        this.tokens = tokens;
    }

    /// <summary>The text that <see cref="Token"/>s refer to: the body without a byte order mark.</summary>
    public ReadOnlySpan<byte> Json => json;

    /// <summary>Reads a body; the problem is set if it is not a JSON object, or if a top-level name occurs twice.</summary>
    public static PortOneBody Read(ReadOnlyMemory<byte> body, out RejectionReason problem)
    {
        var text = EventPayload.WithoutBom(body).Span;
        var found = default(Tokens);
        problem = PortOneFields.Paths.Find(text, found, JsonNameRule.NoneTwice) switch
        {
            JsonShape.Object => RejectionReason.None,
            JsonShape.DuplicateNames => RejectionReason.DuplicateKeys,
            _ => RejectionReason.BodyUnreadable,
        };
        return new PortOneBody(text, found);
    }

    public JsonToken Token(PortOneField field) => tokens[(int)field];

    /// <summary>The token signed for a field: a link without <c>countryCode</c> may have <c>country_code</c>.</summary>
    public JsonToken Signed(PortOneField field) =>
        Token(field == PortOneField.LinkCountryCode && !Has(field) ? PortOneField.CountryCode : field);

    /// <summary>Whether the field is present, whatever its value.</summary>
    public bool Has(PortOneField field) => Token(field).Length > 0;

    /// <summary>The text of a field, or null if it is absent or empty.</summary>
    public string? Text(PortOneField field) => Token(field).Text(json);

    /// <summary>The text of the first non-empty field.</summary>
    public string? Text(PortOneField field, PortOneField otherwise) => Text(field) ?? Text(otherwise);

    [InlineArray(PortOneFields.Count)]
    private struct Tokens
    {
        private JsonToken first;
    }
}
