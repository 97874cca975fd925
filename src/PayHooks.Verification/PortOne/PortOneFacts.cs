using System.Security.Cryptography;

namespace PayHooks.Verification.PortOne;

/// <summary>
/// Reads a PortOne body's facts. Amounts are in the major unit: PortOne states no unit, but its samples and API have 100.25, 500 JPY and
/// "KRW/IDR does not support decimal amounts" (docs.portone.cloud, "Payment Webhook Response", payment methods "Payletter" and "iPay88").
/// </summary>
/// <remarks>
/// Identities contain only values from the provider and no time, so that an item of PortOne's API is the same event as its webhook; a
/// status that recurs with the same values is a duplicate. Notifications of links and payment pages are <c>payment_link.*</c>, not
/// payments: each payment has its own notification, and a page may have several payers.
/// </remarks>
internal static class PortOneFacts
{
    private static readonly (byte[] Before, PortOneField Field)[] IdentifyingRefund =
        PortOneList.Named([PortOneField.PaymentTxnRef, PortOneField.PspRefundId, PortOneField.RefundId, PortOneField.RefundStatus]);

    /// <summary>The facts of a body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="kind">The kind, identified by the body's shape.</param>
    /// <param name="list">The signed fields; null if nothing is signed.</param>
    public static EventFacts Of(in PortOneBody body, PortOneKind kind, PortOneList? list)
    {
        var status = kind == PortOneKind.Refund ? body.Text(PortOneField.RefundStatus) : body.Text(PortOneField.Status);
        var hasAmount = list?.Signs(PortOneField.Amount) ?? kind is PortOneKind.Refund or PortOneKind.Payout;
        var type = Type(kind, status?.ToLowerInvariant());
        return new EventFacts
        {
            Identity = list is not null ? Hash(body, list.IdentifyingIn(body)) : kind == PortOneKind.Refund ? RefundIdentity(body) : null,
            Type = type,
            ProviderType = status,
            Resource = Resource(body, list?.Kind ?? kind),
            Subject = type == EventTypes.Unrecognised ? null : Subject(body, kind),
            Amount = hasAmount && body.Token(PortOneField.Amount).NumberText(body.Json) is { } number
                ? Amount.Read(number, body.Text(PortOneField.Currency), AmountUnit.Major)
                : null,
            OccurredAt = Time(body, PortOneField.CreatedAt) ?? Time(body, PortOneField.Date)
                ?? Time(body, PortOneField.RefundDate) ?? Time(body, PortOneField.StartedAt),
        };
    }

    private static string? RefundIdentity(in PortOneBody body) =>
        body.Token(PortOneField.RefundId).HasContent || body.Token(PortOneField.PspRefundId).HasContent ? Hash(body, IdentifyingRefund)
            : null;

    private static string? Hash(in PortOneBody body, (byte[] Before, PortOneField Field)[] fields)
    {
        if (!PortOneCanonical.TryWrite(body, fields, out var canonical))
        {
            return null;
        }

        using (canonical)
        {
            return Convert.ToHexStringLower(SHA256.HashData(canonical.Text));
        }
    }

    // Statuses that PortOne documents, in any case; any others are unrecognised rather than guessed. The statuses of a payment
    // are in its webhook samples and its WooCommerce plugin; those of cancelled and voided payments in its error codes (4071, 4093).
    private static string Type(PortOneKind kind, string? status) => (kind, status) switch
    {
        (_, null) or (PortOneKind.Unknown, _) => EventTypes.Unrecognised,
        (PortOneKind.Payment, "success") => EventTypes.PaymentSucceeded,
        (PortOneKind.Payment, "failed") => EventTypes.PaymentFailed,
        (PortOneKind.Payment, "expired") => EventTypes.PaymentExpired,
        (PortOneKind.Payment, "canceled" or "cancelled" or "voided") => EventTypes.PaymentCanceled,
        (PortOneKind.Payment, "pending" or "initiated") => EventTypes.PaymentPending,
        (PortOneKind.Refund, "success") => EventTypes.RefundSucceeded,
        (PortOneKind.Refund, "failed") => EventTypes.RefundFailed,
        (PortOneKind.Payment or PortOneKind.Refund, _) => EventTypes.Unrecognised,
        _ => TypeName.IsPlain(status) ? $"{PortOneKinds.Name(kind)}.{status}" : EventTypes.Unrecognised,
    };

    // A refund's payment_txn_ref is PortOne's reference of the payment, not the merchant's, so it is used for neither.
    private static Resource Resource(in PortOneBody body, PortOneKind kind) => kind switch
    {
        PortOneKind.Payment or PortOneKind.Subscription =>
            new Resource(body.Text(PortOneField.OrderRef), body.Text(PortOneField.MerchantOrderRef)),
        PortOneKind.Link => new Resource(body.Text(PortOneField.LinkRef), body.Text(PortOneField.MerchantOrderRef)),
        PortOneKind.Refund => new Resource(body.Text(PortOneField.RefundId, PortOneField.PspRefundId), null),
        PortOneKind.Payout => new Resource(body.Text(PortOneField.TxnRef), body.Text(PortOneField.MerchantTxnRef)),
        _ => PayHooks.Resource.Unknown,
    };

    // PortOne reports states, so states have no attempts: each attempt of a customer is a payment with its own order_ref.
    private static Subject? Subject(in PortOneBody body, PortOneKind kind) => kind switch
    {
        PortOneKind.Payment when body.Text(PortOneField.OrderRef) is { } id => new Subject(SubjectKind.Payment, id),
        PortOneKind.Refund when body.Text(PortOneField.RefundId, PortOneField.PspRefundId) is { } id =>
            new Subject(SubjectKind.Refund, id) { PaymentId = body.Text(PortOneField.PaymentTxnRef) },
        PortOneKind.Payout when body.Text(PortOneField.TxnRef) is { } id => new Subject(SubjectKind.Payout, id),
        _ => null,
    };

    private static DateTimeOffset? Time(in PortOneBody body, PortOneField field) => ProviderTime.Parse(body.Text(field));
}
