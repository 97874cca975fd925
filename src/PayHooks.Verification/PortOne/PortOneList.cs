using System.Text;

namespace PayHooks.Verification.PortOne;

/// <summary>The fields that PortOne signs in a kind of webhook, sorted by name, and those that identify the event.</summary>
internal sealed class PortOneList
{
    /// <summary>The length of the longest signed name.</summary>
    public const int LongestName = 18;

    /// <summary>
    /// A payment attempt is identified by PortOne's reference and the channel's, both also returned by its status API. If a link has
    /// several payers, each has its own <c>order_ref</c>.
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
    /// A link's payload contains <c>countryCode</c>, which is signed as <c>country_code</c>. Nothing in it identifies one of the payments
    /// of a page with several payers, except the merchant's reference if it has a suffix; each payment has its own notification.
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
    /// Neither amounts nor the count are signed, so every deduction of a subscription has the same signature. The count still identifies
    /// the deduction: without it all of them would be one event.
    /// </summary>
    public static readonly PortOneList Subscription = new(
        PortOneKind.Subscription,
        VerificationLevel.Partial,
        [PortOneField.Currency, PortOneField.MerchantOrderRef, PortOneField.OrderRef, PortOneField.Status],
        PortOneField.OrderRef,
        [PortOneField.OrderRef, PortOneField.Status, PortOneField.CollectedCount]);

    /// <summary>The lists that a body of unknown shape may be signed with.</summary>
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

    /// <summary>The signed fields, each with the text before its value: <c>name=</c>, or <c>&amp;name=</c> after the first.</summary>
    public (byte[] Before, PortOneField Field)[] Fields { get; }

    /// <summary>The fields that identify an event, in the same form.</summary>
    private (byte[] Before, PortOneField Field)[] Identifying { get; }

    /// <summary>The names of the signed fields as spelled in a body, as text, in UTF-8, and in lowercase.</summary>
    public (string Text, byte[] Utf8, byte[] Lower)[] Names { get; }

    public bool Signs(PortOneField field) => Fields.Any(entry => entry.Field == field);

    /// <summary>The identifying fields of a body; all signed fields if PortOne's own reference is empty.</summary>
    public (byte[] Before, PortOneField Field)[] IdentifyingIn(in PortOneBody body) => body.Token(id).HasContent ? Identifying : Fields;

    /// <summary>The list of a kind; null if PortOne does not sign it or the kind is unknown.</summary>
    public static PortOneList? Of(PortOneKind kind) => kind switch
    {
        PortOneKind.Payment => Payment,
        PortOneKind.Link => Link,
        PortOneKind.Subscription => Subscription,
        _ => null,
    };

    /// <summary>Fields with the text before their values.</summary>
    public static (byte[] Before, PortOneField Field)[] Named(PortOneField[] fields) =>
        [.. fields.Select((field, i) => (Encoding.ASCII.GetBytes($"{(i > 0 ? "&" : "")}{SignedName(field)}="), field))];

    private static string SignedName(PortOneField field) =>
        PortOneFields.NameOf(field == PortOneField.LinkCountryCode ? PortOneField.CountryCode : field);

    private static IEnumerable<string> SpellingsOf(PortOneField field) => field == PortOneField.LinkCountryCode
        ? [PortOneFields.NameOf(PortOneField.LinkCountryCode), PortOneFields.NameOf(PortOneField.CountryCode)]
        : [PortOneFields.NameOf(field)];
}
