using System.Runtime.CompilerServices;
using PayHooks.Verification.Json;

namespace PayHooks.Verification.PortOne;

/// <summary>
/// A PortOne body after its one walk: where its known fields lie. What is verified and what is read are the same tokens,
/// because no top-level name may be there twice.
/// </summary>
internal readonly ref struct PortOneBody
{
    private readonly ReadOnlySpan<byte> json;
    private readonly Tokens tokens;

    private PortOneBody(ReadOnlySpan<byte> json, out RejectionReason problem)
    {
        this.json = json;
        problem = RejectionReason.None;
        Span<long> slots = stackalloc long[UniqueNames.Slots];
        var names = new UniqueNames(json, slots);
        var members = new JsonMembers(json);
        while (members.MoveNext())
        {
            if (!names.Add(members.Name, members.NameStart))
            {
                problem = RejectionReason.DuplicateKeys;
            }

            if (PortOneFields.Names.IndexOf(members.Name) is >= 0 and var index)
            {
                tokens[index] = members.Value;
            }

            HasPayoutName |= members.Name.StartsWith("payout"u8);
            HasOnboardingName |= members.Name.StartsWith("onboarding"u8);
        }

        problem = members.IsObject ? problem : RejectionReason.BodyUnreadable;
    }

    /// <summary>Whether a top-level name begins with <c>payout</c>.</summary>
    public bool HasPayoutName { get; }

    /// <summary>Whether a top-level name begins with <c>onboarding</c>.</summary>
    public bool HasOnboardingName { get; }

    /// <summary>The text that <see cref="Token"/>s refer to: the body without a byte order mark.</summary>
    public ReadOnlySpan<byte> Json => json;

    /// <summary>Reads a body; the problem is that it is no JSON object or has a top-level name twice.</summary>
    public static PortOneBody Read(ReadOnlyMemory<byte> body, out RejectionReason problem) =>
        new(EventPayload.WithoutBom(body).Span, out problem);

    public JsonToken Token(PortOneField field) => tokens[(int)field];

    /// <summary>The token that is signed for a field: a link without <c>countryCode</c> may have <c>country_code</c>.</summary>
    public JsonToken Signed(PortOneField field) =>
        Token(field == PortOneField.LinkCountryCode && !Has(field) ? PortOneField.CountryCode : field);

    /// <summary>Whether the field is there, whatever it holds.</summary>
    public bool Has(PortOneField field) => Token(field).Length > 0;

    /// <summary>The text of a field, or null when it is absent or empty.</summary>
    public string? Text(PortOneField field) => Token(field).Text(json);

    /// <summary>The text of the first field that is not empty.</summary>
    public string? Text(PortOneField field, PortOneField otherwise) => Text(field) ?? Text(otherwise);

    [InlineArray(PortOneFields.Count)]
    private struct Tokens
    {
        private JsonToken first;
    }
}
