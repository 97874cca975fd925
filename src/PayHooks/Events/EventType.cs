namespace PayHooks;

/// <summary>
/// Names of event types that mean the same at every provider. Types are plain strings, because providers
/// add new ones: <c>payment_link.processing</c> or <c>subscription.active</c> need no constant.
/// A handler may register for a whole family with <c>payment.*</c>, or for everything with <c>*</c>.
/// </summary>
public static class EventType
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

    /// <summary>The refund was made.</summary>
    public const string RefundSucceeded = "refund.succeeded";

    /// <summary>The refund was refused.</summary>
    public const string RefundFailed = "refund.failed";

    /// <summary>The refund has begun and is not final.</summary>
    public const string RefundPending = "refund.pending";

    /// <summary>Genuine, stored as it came, but of a type or shape that this version does not know.</summary>
    public const string Unrecognised = "unrecognised";

    /// <summary>The types that mean the same at every provider. There are others, made of a provider's own words.</summary>
    public static IReadOnlyList<string> Known { get; } =
    [
        PaymentSucceeded, PaymentFailed, PaymentExpired, PaymentPending, PaymentCanceled, RefundSucceeded, RefundFailed, RefundPending, Unrecognised,
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
