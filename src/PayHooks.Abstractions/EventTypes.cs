namespace PayHooks;

/// <summary>
/// Names of event types with the same meaning for every provider. Types are plain strings, because providers
/// add new ones: <c>payment_link.processing</c> or <c>subscription.active</c> need no constant.
/// A handler may register for a whole family with <c>payment.*</c>, or for everything with <c>*</c>.
/// </summary>
public static class EventTypes
{
    /// <summary>The payment succeeded.</summary>
    public const string PaymentSucceeded = "payment.succeeded";

    /// <summary>The payment was attempted and declined.</summary>
    public const string PaymentFailed = "payment.failed";

    /// <summary>The payment expired.</summary>
    public const string PaymentExpired = "payment.expired";

    /// <summary>The payment is in progress, or has a status that is not known to be final.</summary>
    public const string PaymentPending = "payment.pending";

    /// <summary>The payment was canceled or voided.</summary>
    public const string PaymentCanceled = "payment.canceled";

    /// <summary>The amount is authorized but not yet captured.</summary>
    public const string PaymentAuthorized = "payment.authorized";

    /// <summary>A further part of an authorized payment was captured; the first part is a <see cref="PaymentSucceeded"/>.</summary>
    public const string PaymentCaptured = "payment.captured";

    /// <summary>A part of an authorized payment could not be captured.</summary>
    public const string PaymentCaptureFailed = "payment.capture_failed";

    /// <summary>The refund succeeded.</summary>
    public const string RefundSucceeded = "refund.succeeded";

    /// <summary>The refund failed.</summary>
    public const string RefundFailed = "refund.failed";

    /// <summary>The refund is in progress.</summary>
    public const string RefundPending = "refund.pending";

    /// <summary>The payer disputed the payment through the bank: a dispute or chargeback was opened.</summary>
    public const string DisputeOpened = "dispute.opened";

    /// <summary>The dispute was decided for the merchant, who keeps or gets back the money.</summary>
    public const string DisputeWon = "dispute.won";

    /// <summary>The dispute was decided for the payer.</summary>
    public const string DisputeLost = "dispute.lost";

    /// <summary>The payout is in progress.</summary>
    public const string PayoutPending = "payout.pending";

    /// <summary>The payout arrived, or was sent irrevocably.</summary>
    public const string PayoutSucceeded = "payout.succeeded";

    /// <summary>The payout failed or was returned.</summary>
    public const string PayoutFailed = "payout.failed";

    /// <summary>The subscription was created.</summary>
    public const string SubscriptionCreated = "subscription.created";

    /// <summary>The subscription changed, for example its plan, status or dates.</summary>
    public const string SubscriptionUpdated = "subscription.updated";

    /// <summary>The subscription ended early.</summary>
    public const string SubscriptionCanceled = "subscription.canceled";

    /// <summary>The invoice was paid.</summary>
    public const string InvoicePaid = "invoice.paid";

    /// <summary>A payment of the invoice was attempted and declined.</summary>
    public const string InvoicePaymentFailed = "invoice.payment_failed";

    /// <summary>The customer was created.</summary>
    public const string CustomerCreated = "customer.created";

    /// <summary>The customer's data changed.</summary>
    public const string CustomerUpdated = "customer.updated";

    /// <summary>The customer was deleted.</summary>
    public const string CustomerDeleted = "customer.deleted";

    /// <summary>Genuine and stored unchanged, but of a type or shape that this version does not know.</summary>
    public const string Unrecognised = "unrecognised";

    /// <summary>The types with the same meaning for every provider. Other types are built from the provider's own names.</summary>
    public static IReadOnlyList<string> Known { get; } =
    [
        PaymentSucceeded, PaymentFailed, PaymentExpired, PaymentPending, PaymentCanceled, PaymentAuthorized,
        PaymentCaptured, PaymentCaptureFailed,
        RefundSucceeded, RefundFailed, RefundPending, DisputeOpened, DisputeWon, DisputeLost, PayoutPending, PayoutSucceeded, PayoutFailed,
        SubscriptionCreated, SubscriptionUpdated, SubscriptionCanceled, InvoicePaid, InvoicePaymentFailed,
        CustomerCreated, CustomerUpdated, CustomerDeleted, Unrecognised,
    ];

    /// <summary>Whether a registered pattern (<c>payment.succeeded</c>, <c>payment.*</c>, <c>*</c>) covers a type.</summary>
    public static bool Matches(string pattern, string type)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(type);
        if (pattern == "*")
        {
            return true;
        }

        return pattern.EndsWith(".*", StringComparison.Ordinal)
            ? type.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.Ordinal)
            : string.Equals(pattern, type, StringComparison.Ordinal);
    }
}
