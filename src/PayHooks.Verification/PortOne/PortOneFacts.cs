using System.Security.Cryptography;
using System.Text;

namespace PayHooks.Verification.PortOne;

/// <summary>Turns a PortOne body into facts.</summary>
internal static class PortOneFacts
{
    /// <summary>The facts of a body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="kind">Its kind by shape.</param>
    /// <param name="list">What is signed of it; null when nothing is.</param>
    public static EventFacts Of(in PortOneBody body, PortOneKind kind, PortOneList? list)
    {
        if (kind == PortOneKind.Unknown && list is null)
        {
            return EventFacts.Unrecognised;
        }

        var status = kind == PortOneKind.Refund ? body.Text(PortOneField.RefundStatus) : body.Text(PortOneField.Status);
        var hasAmount = list?.Signs(PortOneField.Amount) ?? kind is PortOneKind.Refund or PortOneKind.Payout;
        return new EventFacts
        {
            Identity = list is null ? null : Identity(body, list),
            Type = Type(kind, status?.ToLowerInvariant()),
            ProviderType = status,
            Resource = Resource(body, list?.Kind ?? kind),
            Amount = hasAmount && body.Token(PortOneField.Amount).NumberText(body.Json) is { } number
                ? Amount.Read(number, body.Text(PortOneField.Currency), AmountUnit.Major)
                : null,
            OccurredAt = Time(body, PortOneField.CreatedAt) ?? Time(body, PortOneField.Date)
                ?? Time(body, PortOneField.RefundDate) ?? Time(body, PortOneField.StartedAt),
        };
    }

    // Frozen: another identity would make every repeated delivery a new event. The count of a subscription is not signed, but
    // without it all its deductions would be one event.
    private static string? Identity(in PortOneBody body, PortOneList list)
    {
        if (!PortOneCanonical.TryWrite(body, list, out var canonical))
        {
            return null;
        }

        using (canonical)
        {
            ReadOnlySpan<byte> identified = list.Kind == PortOneKind.Subscription
                ? [.. canonical.Text, (byte)'\n', .. Encoding.UTF8.GetBytes(body.Text(PortOneField.CollectedCount) ?? "")]
                : canonical.Text;
            return Convert.ToHexStringLower(SHA256.HashData(identified));
        }
    }

    private static string Type(PortOneKind kind, string? status) => (kind, status) switch
    {
        (_, null) or (PortOneKind.Unknown, _) => EventTypes.Unrecognised,
        (PortOneKind.Payment, "success") => EventTypes.PaymentSucceeded,
        (PortOneKind.Payment, "failed") => EventTypes.PaymentFailed,
        (PortOneKind.Payment, "expired") => EventTypes.PaymentExpired,
        (PortOneKind.Payment, "canceled" or "cancelled" or "voided") => EventTypes.PaymentCanceled,
        (PortOneKind.Payment, _) => EventTypes.PaymentPending,
        (PortOneKind.Refund, "success") => EventTypes.RefundSucceeded,
        (PortOneKind.Refund, "failed") => EventTypes.RefundFailed,
        (PortOneKind.Refund, _) => EventTypes.RefundPending,
        _ => TypeName.IsPlain(status) ? $"{PortOneKinds.Name(kind)}.{status}" : EventTypes.Unrecognised,
    };

    // A refund's payment_txn_ref is PortOne's reference of the payment, not the merchant's, and becomes neither.
    private static Resource Resource(in PortOneBody body, PortOneKind kind) => kind switch
    {
        PortOneKind.Payment or PortOneKind.Subscription =>
            new Resource(body.Text(PortOneField.OrderRef), body.Text(PortOneField.MerchantOrderRef)),
        PortOneKind.Link => new Resource(body.Text(PortOneField.LinkRef), body.Text(PortOneField.MerchantOrderRef)),
        PortOneKind.Refund => new Resource(body.Text(PortOneField.RefundId, PortOneField.PspRefundId), null),
        PortOneKind.Payout => new Resource(body.Text(PortOneField.TxnRef), body.Text(PortOneField.MerchantTxnRef)),
        _ => PayHooks.Resource.Unknown,
    };

    private static DateTimeOffset? Time(in PortOneBody body, PortOneField field) => ProviderTime.Parse(body.Text(field));
}
