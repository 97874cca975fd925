using System.Text;

namespace PayHooks.Verification.PortOne;

/// <summary>Which fields PortOne signs in a kind of webhook, sorted by name, and which of them identify the event.</summary>
internal sealed class PortOneList
{
    /// <summary>The length of the longest signed name.</summary>
    public const int LongestName = 18;

    /// <summary>
    /// A payment attempt is identified by PortOne's reference and the channel's, both of which its status API returns too: of several
    /// payers
    /// of one link each has an <c>order_ref</c> of its own.
    /// </summary>
    public static readonly PortOneList Payment = new(
        PortOneKind.Payment,
        VerificationLevel.Signature,
        [
            PortOneField.Amount, PortOneField.ChannelKey, PortOneField.ChannelOrderRef, PortOneField.CountryCode, PortOneField.Currency,
            PortOneField.MerchantOrderRef, PortOneField.MethodName, PortOneField.OrderRef, PortOneField.Status,
        ],
        PortOneField.OrderRef,
        [PortOneField.ChannelOrderRef, PortOneField.OrderRef, PortOneField.Status]);

    /// <summary>
    /// The payload of a link says <c>countryCode</c>; it is signed as <c>country_code</c>. Nothing in it identifies one of several payments
    /// of
    /// a page with several payers, except the merchant's reference where that has a suffix; each payment has a notice of its own.
    /// </summary>
    public static readonly PortOneList Link = new(
        PortOneKind.Link,
        VerificationLevel.Signature,
        [
            PortOneField.Amount, PortOneField.LinkCountryCode, PortOneField.Currency, PortOneField.LinkRef, PortOneField.MerchantOrderRef,
            PortOneField.Status,
        ],
        PortOneField.LinkRef,
        [PortOneField.Amount, PortOneField.Currency, PortOneField.LinkRef, PortOneField.MerchantOrderRef, PortOneField.Status]);

    /// <summary>
    /// Neither amounts nor the count are signed, so every deduction of a subscription has the same signature. The count identifies the
    /// deduction anyway: without it all of them would be one event.
    /// </summary>
    public static readonly PortOneList Subscription = new(
        PortOneKind.Subscription,
        VerificationLevel.Partial,
        [PortOneField.Currency, PortOneField.MerchantOrderRef, PortOneField.OrderRef, PortOneField.Status],
        PortOneField.OrderRef,
        [PortOneField.OrderRef, PortOneField.Status, PortOneField.CollectedCount]);

    /// <summary>What a body of an unknown shape may be signed as.</summary>
    public static readonly PortOneList[] All = [Payment, Link, Subscription];

    private readonly PortOneField id;

    private PortOneList(
        PortOneKind kind, VerificationLevel verification, PortOneField[] signed, PortOneField id, PortOneField[] identifying)
    {
        Kind = kind;
        Verification = verification;
        Fields = Named(signed);
        Identifying = Named(identifying);
        this.id = id;
        Names = [.. signed.SelectMany(SpellingsOf)
            .Select(name => (name, Encoding.ASCII.GetBytes(name), Encoding.ASCII.GetBytes(name.ToLowerInvariant())))];
    }

    public PortOneKind Kind { get; }

    /// <summary>How much a matching signature proves.</summary>
    public VerificationLevel Verification { get; }

    /// <summary>The signed fields with what precedes their values: the name, <c>=</c>, and between two of them <c>&amp;</c>.</summary>
    public (byte[] Before, PortOneField Field)[] Fields { get; }

    /// <summary>The fields that make two deliveries the same event, written in the same way.</summary>
    private (byte[] Before, PortOneField Field)[] Identifying { get; }

    /// <summary>The names of the signed fields as a body spells them, as text, in UTF-8, and in lowercase.</summary>
    public (string Text, byte[] Utf8, byte[] Lower)[] Names { get; }

    public bool Signs(PortOneField field) => Fields.Any(entry => entry.Field == field);

    /// <summary>The identifying fields of a body; all signed ones when PortOne's own reference is empty.</summary>
    public (byte[] Before, PortOneField Field)[] IdentifyingIn(in PortOneBody body) => body.Token(id).HasContent ? Identifying : Fields;

    /// <summary>The list of a kind; null when PortOne signs nothing of it or the kind is unknown.</summary>
    public static PortOneList? Of(PortOneKind kind) => kind switch
    {
        PortOneKind.Payment => Payment,
        PortOneKind.Link => Link,
        PortOneKind.Subscription => Subscription,
        _ => null,
    };

    /// <summary>Fields with what precedes their values.</summary>
    public static (byte[] Before, PortOneField Field)[] Named(PortOneField[] fields) =>
        [.. fields.Select((field, i) => (Encoding.ASCII.GetBytes($"{(i > 0 ? "&" : "")}{SignedName(field)}="), field))];

    private static string SignedName(PortOneField field) =>
        PortOneFields.NameOf(field == PortOneField.LinkCountryCode ? PortOneField.CountryCode : field);

    private static IEnumerable<string> SpellingsOf(PortOneField field) => field == PortOneField.LinkCountryCode
        ? [PortOneFields.NameOf(PortOneField.LinkCountryCode), PortOneFields.NameOf(PortOneField.CountryCode)]
        : [PortOneFields.NameOf(field)];
}
