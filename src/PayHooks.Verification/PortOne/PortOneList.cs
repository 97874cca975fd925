using System.Text;

namespace PayHooks.Verification.PortOne;

/// <summary>Which fields PortOne signs in a kind of webhook, sorted by name.</summary>
internal sealed class PortOneList
{
    public static readonly PortOneList Payment = new(
        PortOneKind.Payment,
        VerificationLevel.Signature,
        [
            ("amount", PortOneField.Amount),
            ("channel_key", PortOneField.ChannelKey),
            ("channel_order_ref", PortOneField.ChannelOrderRef),
            ("country_code", PortOneField.CountryCode),
            ("currency", PortOneField.Currency),
            ("merchant_order_ref", PortOneField.MerchantOrderRef),
            ("method_name", PortOneField.MethodName),
            ("order_ref", PortOneField.OrderRef),
            ("status", PortOneField.Status),
        ]);

    /// <summary>The payload of a link says <c>countryCode</c>; it is signed as <c>country_code</c>.</summary>
    public static readonly PortOneList Link = new(
        PortOneKind.Link,
        VerificationLevel.Signature,
        [
            ("amount", PortOneField.Amount),
            ("country_code", PortOneField.LinkCountryCode),
            ("currency", PortOneField.Currency),
            ("link_ref", PortOneField.LinkRef),
            ("merchant_order_ref", PortOneField.MerchantOrderRef),
            ("status", PortOneField.Status),
        ]);

    /// <summary>No sum and no count is signed, so that every deduction of a subscription has the same signature.</summary>
    public static readonly PortOneList Subscription = new(
        PortOneKind.Subscription,
        VerificationLevel.Partial,
        [
            ("currency", PortOneField.Currency),
            ("merchant_order_ref", PortOneField.MerchantOrderRef),
            ("order_ref", PortOneField.OrderRef),
            ("status", PortOneField.Status),
        ]);

    /// <summary>What a body of an unknown shape may be signed as.</summary>
    public static readonly PortOneList[] All = [Payment, Link, Subscription];

    private PortOneList(PortOneKind kind, VerificationLevel verification, (string Name, PortOneField Field)[] fields)
    {
        Kind = kind;
        Verification = verification;
        Fields = [.. fields.Select((entry, i) => (Encoding.ASCII.GetBytes((i > 0 ? "&" : "") + entry.Name + "="), entry.Field))];
    }

    public PortOneKind Kind { get; }

    /// <summary>How much a matching signature proves.</summary>
    public VerificationLevel Verification { get; }

    /// <summary>The fields with the text before their values: the name, <c>=</c>, and between two of them <c>&amp;</c>.</summary>
    public (byte[] Before, PortOneField Field)[] Fields { get; }

    public bool Signs(PortOneField field) => Fields.Any(entry => entry.Field == field);

    /// <summary>The list of a kind; null when PortOne signs nothing of it or the kind is unknown.</summary>
    public static PortOneList? Of(PortOneKind kind) => kind switch
    {
        PortOneKind.Payment => Payment,
        PortOneKind.Link => Link,
        PortOneKind.Subscription => Subscription,
        _ => null,
    };
}
