using PayHooks.Verification.Samples;

namespace PayHooks.Tests.Providers.Facts;

/// <summary>Whose state the samples of a template report.</summary>
/// <param name="Template">The template: <c>stripe/refund</c>; <c>standard-webhooks/*</c> for all of a provider.</param>
/// <param name="Type">The common types that it applies to.</param>
/// <param name="Kind">The kind of the subject; null when there is none.</param>
/// <param name="Id">Where its id is in the event, or why there is no subject.</param>
/// <param name="Payment">Where the id of its payment is; null for none.</param>
internal sealed record ExpectedSubject(string Template, string Type, SubjectKind? Kind, string Id, string? Payment = null)
{
    private static readonly string[] Families = ["payment.*", "refund.*", "dispute.*", "payout.*"];

    /// <summary>All of them; the first that applies to a sample counts.</summary>
    public static IReadOnlyList<ExpectedSubject> All { get; } =
    [
        new("adyen/authorisation", "payout.*", SubjectKind.Payout, "pspReference"),
        new("adyen/authorisation", "*", SubjectKind.Payment, "pspReference"),
        new("adyen/modification", "payment.captured", SubjectKind.Capture, "pspReference", "originalReference"),
        new("adyen/modification", "payment.capture_failed", SubjectKind.Capture, "pspReference", "originalReference"),
        new("adyen/modification", "payment.*", SubjectKind.Payment, "originalReference"),
        new("adyen/modification", "refund.*", SubjectKind.Refund, "pspReference", "originalReference"),
        new("adyen/modification", "dispute.*", SubjectKind.Dispute, "pspReference", "originalReference"),
        new("adyen/modification", "payout.*", SubjectKind.Payout, "originalReference"),
        new("adyen-platform/transfer", "*", SubjectKind.Payout, "data.id"),
        new("chargebee/payment", "payment.*", SubjectKind.Payment, "content.transaction.id"),
        new("chargebee/payment", "refund.*", SubjectKind.Refund, "content.transaction.id"),
        new("chargily/checkout", "*", SubjectKind.Payment, "data.id"),
        new("coinbase-commerce/charge", "*", SubjectKind.Payment, "event.data.id"),
        new("flutterwave/charge", "*", SubjectKind.Payment, "data.id"),
        new("flutterwave/charge-v3", "*", SubjectKind.Payment, "data.id"),
        new("flutterwave/refund", "*", SubjectKind.Refund, "data.id", "data.charge_id"),
        new("flutterwave/transfer", "*", SubjectKind.Payout, "data.id"),
        new("flutterwave/transfer-v3", "*", SubjectKind.Payout, "data.id"),
        new("lemon-squeezy/order", "*", SubjectKind.Payment, "data.id"),
        new("lemon-squeezy/dispute", "*", SubjectKind.Dispute, "data.id"),
        new("lemon-squeezy/subscription-invoice", "*", SubjectKind.Payment,
            "subscription/{data.attributes.subscription_id}/invoice/{data.id}"),
        new("midtrans/transaction", "dispute.*", SubjectKind.Dispute, "order_id", "order_id"),
        new("midtrans/transaction", "*", SubjectKind.Payment, "order_id"),
        new("midtrans/transaction-unchecked", "*", SubjectKind.Payment, "order_id"),
        new("midtrans/refund", "*", SubjectKind.Payment, "order_id"),
        new("paddle/transaction", "*", SubjectKind.Payment, "data.id"),
        new("paddle/adjustment", "refund.*", SubjectKind.Refund, "data.id", "data.transaction_id"),
        new("paddle/adjustment", "dispute.*", SubjectKind.Dispute, "data.transaction_id", "data.transaction_id"),
        new("paddle/payout", "*", SubjectKind.Payout, "data.id"),
        new("paystack/charge", "*", SubjectKind.Payment, "data.reference"),
        new("paystack/preauthorization", "*", SubjectKind.Payment, "data.reference"),
        new("paystack/refund", "*", SubjectKind.Refund, "data.refund_reference", "data.transaction_reference"),
        new("paystack/dispute", "*", SubjectKind.Dispute, "data.id", "data.transaction.reference"),
        new("paystack/transfer", "*", SubjectKind.Payout, "data.id"),
        new("portone/payment", "*", SubjectKind.Payment, "order_ref"),
        new("portone/payment-legacy", "*", SubjectKind.Payment, "order_ref"),
        new("portone/refund", "*", SubjectKind.Refund, "refund_id", "payment_txn_ref"),
        new("portone/payout", "*", SubjectKind.Payout, "txn_ref"),
        new("razorpay/payment", "*", SubjectKind.Payment, "payload.payment.entity.id"),
        new("razorpay/refund", "*", SubjectKind.Refund, "payload.refund.entity.id", "payload.refund.entity.payment_id"),
        new("razorpay/dispute", "*", SubjectKind.Dispute, "payload.dispute.entity.id", "payload.dispute.entity.payment_id"),
        new("razorpay/payout", "*", SubjectKind.Payout, "payload.payout.entity.id"),
        new("shopify/order", "*", SubjectKind.Payment, "id"),
        new("shopify/transaction", "payment.captured", SubjectKind.Capture, "id", "order_id"),
        new("shopify/transaction", "*", SubjectKind.Payment, "order_id"),
        new("shopify/refund", "*", SubjectKind.Refund, "id", "order_id"),
        new("shopify/refund-of-two", "*", SubjectKind.Refund, "id", "order_id"),
        new("shopify/dispute", "*", SubjectKind.Dispute, "id", "order_id"),
        new("square/payment", "*", SubjectKind.Payment, "data.object.payment.id"),
        new("square/payment-with-tip", "*", SubjectKind.Payment, "data.object.payment.id"),
        new("square/refund", "*", SubjectKind.Refund, "data.object.refund.id", "data.object.refund.payment_id"),
        new("square/dispute", "*", SubjectKind.Dispute, "data.object.dispute.id", "data.object.dispute.disputed_payment.payment_id"),
        new("square/payout", "*", SubjectKind.Payout, "data.object.payout.id"),
        new("standard-webhooks/*", "*", null, "the standard says nothing of payments: their ids are the sender's to describe"),
        new("stripe/payment-intent", "*", SubjectKind.Payment, "data.object.id"),
        new("stripe/refund", "*", SubjectKind.Refund, "data.object.id", "data.object.payment_intent"),
        new("stripe/dispute", "*", SubjectKind.Dispute, "data.object.id", "data.object.payment_intent"),
        new("stripe/payout", "*", SubjectKind.Payout, "data.object.id"),
        new("woocommerce/order", "*", SubjectKind.Payment, "id"),
        new("x-signature/money", "payment.*", SubjectKind.Payment, "data.payment_id"),
        new("x-signature/money", "refund.*", SubjectKind.Refund, "data.id", "data.payment_id"),
        new("xanpay/charge", "*", SubjectKind.Payment, "payload.chargeId"),
        new("xendit/payment", "*", SubjectKind.Payment, "data.payment_id"),
        new("xendit/ewallet", "*", SubjectKind.Payment, "data.id"),
        new("xendit/qr-payment", "*", SubjectKind.Payment, "data.id"),
        new("xendit/qr-payment-legacy", "*", SubjectKind.Payment, "id"),
        new("xendit/invoice", "*", SubjectKind.Payment, "id"),
        new("xendit/virtual-account", "*", SubjectKind.Payment, "id"),
        new("xendit/retail-outlet", "*", SubjectKind.Payment, "id"),
        new("xendit/refund", "*", SubjectKind.Refund, "data.id", "data.payment_id"),
        new("xendit/refund-nested", "*", SubjectKind.Refund, "data.data.id", "data.data.payment_id"),
        new("xendit/payout", "*", SubjectKind.Payout, "data.id"),
        new("xendit/payout-v3", "*", SubjectKind.Payout, "data.payout_id"),
    ];

    /// <summary>What is expected of a sample; null when nothing is listed, or its type is not about money.</summary>
    public static ExpectedSubject? Of(SampleEvent sample) => All.FirstOrDefault(one => one.Covers(sample));

    /// <summary>Whether a type is that of a payment, refund, dispute or payout.</summary>
    public static bool IsNeeded(string type) => Families.Any(family => EventTypes.Matches(family, type));

    private bool Covers(SampleEvent sample) =>
        (Template == sample.Template
            || (Template.EndsWith("/*", StringComparison.Ordinal) && sample.Template.StartsWith(Template[..^1], StringComparison.Ordinal)))
        && EventTypes.Matches(Type, sample.Type);
}
