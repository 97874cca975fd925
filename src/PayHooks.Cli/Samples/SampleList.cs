namespace PayHooks.Cli.Samples;

/// <summary>Every sample: a row is an event, a template is a kind of body.</summary>
internal static class SampleList
{
    /// <summary>The samples by the providers' names.</summary>
    public static IReadOnlyDictionary<string, SampleEvent[]> All { get; } = new Dictionary<string, SampleEvent[]>(StringComparer.Ordinal)
    {
        ["portone"] =
        [
            Payment("Success", "payment.succeeded", "2000", "SUCCESS", "The transaction is successful."),
            Payment("Failed", "payment.failed", "6001", "PAYMENT_FAILED", "The transaction was declined."),
            Payment("Expired", "payment.expired", "4072", "TRANSACTION_EXPIRED", "The transaction has expired."),
            Payment("Pending", "payment.pending", "1000", "PENDING", "The transaction is pending."),
            Payment("Initiated", "payment.pending", "1000", "INITIATED", "The transaction has begun."),
            Payment("Cancelled", "payment.canceled", "4071", "ORDER_CANCELLED", "The order was cancelled."),
            new("Success-legacy", "payment.succeeded", "portone/payment-legacy", ("status", "Success"), ("code", "2000")),
            new("Expired-legacy", "payment.expired", "portone/payment-legacy", ("status", "Expired"), ("code", "4020")),
            Link("Created"),
            Link("Processing"),
            Link("Success"),
            Link("Expired"),
            Link("Cancelled"),
            Subscription("Created", 0),
            Subscription("Active", 1),
            Subscription("Completed", 12),
            Subscription("Expired", 3),
            Subscription("Cancelled", 2),
            Unsigned("refund", "SUCCESS", "refund.succeeded"),
            Unsigned("refund", "FAILED", "refund.failed"),
            Unsigned("refund", "PENDING", "refund.pending"),
            Unsigned("payout", "Created", "payout.created", ("approved", "false")),
            Unsigned("payout", "Cancelled", "payout.cancelled", ("approved", "false")),
            Unsigned("onboarding", "Completed", "onboarding.completed"),
        ],
        ["xanpay"] =
        [
            new("completed", "payment.succeeded", "xanpay/charge", ("status", "completed")),
            new("pending", "payment.pending", "xanpay/charge", ("status", "pending")),
            new("expired", "payment.expired", "xanpay/charge", ("status", "expired")),
            new("cancelled", "payment.canceled", "xanpay/charge", ("status", "cancelled")),
        ],
        ["chargily"] =
        [
            Checkout("paid", "payment.succeeded"),
            Checkout("failed", "payment.failed"),
            Checkout("canceled", "payment.canceled"),
            Checkout("expired", "payment.expired"),
            Checkout("pending", "payment.pending"),
            Checkout("processing", "payment.pending"),
        ],
        ["x-signature"] =
        [
            Money("payment.completed", "payment.succeeded", "pay"),
            Money("payment.failed", "payment.failed", "pay"),
            Money("refund.initiated", "refund.pending", "re"),
            Money("refund.completed", "refund.succeeded", "re"),
            new("customer.created", "customer.created", "x-signature/customer", ("event", "customer.created")),
            new("customer.updated", "customer.updated", "x-signature/customer", ("event", "customer.updated")),
        ],
    };

    private static SampleEvent Payment(string status, string type, string code, string reason, string message) =>
        new(status, type, "portone/payment",
            ("status", status), ("code", code), ("reason", reason), ("channel_reason", $"{reason} | {message.TrimEnd('.')}"),
            ("message", message), ("refundable", status == "Success" ? "true" : "false"));

    private static SampleEvent Link(string status) =>
        new($"payment_link.{status}", $"payment_link.{status.ToLowerInvariant()}", "portone/payment-link", ("status", status));

    private static SampleEvent Subscription(string status, int collected) =>
        new($"subscription.{status}", $"subscription.{status.ToLowerInvariant()}", "portone/subscription",
            ("status", status), ("amount", "250"), ("collected", $"{collected}"), ("collected_amount", $"{collected * 250}"));

    private static SampleEvent Unsigned(string kind, string status, string type, params (string Name, string Value)[] values) =>
        new($"{kind}.{status}", type, $"portone/{kind}", [("status", status), .. values]) { IsSigned = false };

    private static SampleEvent Checkout(string status, string type) =>
        new($"checkout.{status}", type, "chargily/checkout", ("status", status));

    private static SampleEvent Money(string name, string type, string prefix) =>
        new(name, type, "x-signature/money", ("event", name), ("prefix", prefix), ("status", name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..]));
}
