namespace PayHooks;

/// <summary>
/// Names of event types that mean the same at every provider. Types are plain strings, because providers
/// add new ones: <c>payment_link.processing</c> or <c>subscription.active</c> need no constant.
/// A handler may register for a whole family with <c>payment.*</c>, or for everything with <c>*</c>.
/// </summary>
public static class EventTypes
{
    /// <summary>The money was paid.</summary>
    public const string PaymentSucceeded = "payment.succeeded";

    /// <summary>The payment was tried and refused.</summary>
    public const string PaymentFailed = "payment.failed";

    /// <summary>The payment was not made in time.</summary>
    public const string PaymentExpired = "payment.expired";

    /// <summary>The payment has begun and is not final, or has a status that is not known to be final.</summary>
    public const string PaymentPending = "payment.pending";

    /// <summary>The payment was called off.</summary>
    public const string PaymentCanceled = "payment.canceled";

    /// <summary>The money is reserved and not yet taken.</summary>
    public const string PaymentAuthorized = "payment.authorized";

    /// <summary>A further part of an authorized payment was taken; the first part is a <see cref="PaymentSucceeded"/>.</summary>
    public const string PaymentCaptured = "payment.captured";

    /// <summary>A part of an authorized payment could not be taken.</summary>
    public const string PaymentCaptureFailed = "payment.capture_failed";

    /// <summary>The refund was made.</summary>
    public const string RefundSucceeded = "refund.succeeded";

    /// <summary>The refund was refused.</summary>
    public const string RefundFailed = "refund.failed";

    /// <summary>The refund has begun and is not final.</summary>
    public const string RefundPending = "refund.pending";

    /// <summary>A payer asks for the money back through the bank: a dispute or chargeback has begun.</summary>
    public const string DisputeOpened = "dispute.opened";

    /// <summary>The dispute ended for the merchant: the money stays, or came back.</summary>
    public const string DisputeWon = "dispute.won";

    /// <summary>The dispute ended for the payer: the money is gone.</summary>
    public const string DisputeLost = "dispute.lost";

    /// <summary>The payout has begun and is not final.</summary>
    public const string PayoutPending = "payout.pending";

    /// <summary>The payout arrived, or was sent for good.</summary>
    public const string PayoutSucceeded = "payout.succeeded";

    /// <summary>The payout was refused or came back.</summary>
    public const string PayoutFailed = "payout.failed";

    /// <summary>The subscription was made.</summary>
    public const string SubscriptionCreated = "subscription.created";

    /// <summary>The subscription changed: its plan, its status, its dates.</summary>
    public const string SubscriptionUpdated = "subscription.updated";

    /// <summary>The subscription ended before its time.</summary>
    public const string SubscriptionCanceled = "subscription.canceled";

    /// <summary>The invoice was paid.</summary>
    public const string InvoicePaid = "invoice.paid";

    /// <summary>The invoice's payment was tried and refused.</summary>
    public const string InvoicePaymentFailed = "invoice.payment_failed";

    /// <summary>The customer was made.</summary>
    public const string CustomerCreated = "customer.created";

    /// <summary>The customer's data changed.</summary>
    public const string CustomerUpdated = "customer.updated";

    /// <summary>The customer was removed.</summary>
    public const string CustomerDeleted = "customer.deleted";

    /// <summary>Genuine, stored as it came, but of a type or shape that this version does not know.</summary>
    public const string Unrecognised = "unrecognised";

    /// <summary>The types that mean the same at every provider. There are others, made of a provider's own words.</summary>
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
