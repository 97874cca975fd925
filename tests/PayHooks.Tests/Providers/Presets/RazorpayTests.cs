namespace PayHooks.Tests.Providers.Presets;

public sealed class RazorpayTests : PresetContract
{
    private const string Small = """{"a":1,"b":2,"c":{"d":3}}""";

    protected override string Name => "razorpay";

    protected override string HeaderName => "X-Razorpay-Signature";

    protected override string? EventIdAt => null;

    protected override IEnumerable<Vector> Vectors =>
    [
        new("razorpay-node validateWebhookSignature, razorpay-java verifyWebhookSignature", "123456", Small,
            "X-Razorpay-Signature: 2fe04e22977002e6c7cb553adab8b460cb9e2a4970d5953cb27a8472752e3bbc"),
        new("razorpay-python test_verify_webhook_signature, fake_payment_authorized_webhook.json", "key_secret",
            """
            {
              "event": "payment.authorized",
              "entity": "event",
              "contains": [
                "payment"
              ],
              "payload": {
                "payment": {
                  "entity": {
                    "id": "pay_6koWN7bvxujzxM",
                    "entity": "payment",
                    "amount": 1000000,
                    "currency": "INR",
                    "status": "captured",
                    "order_id": "order_100000000order",
                    "international": false,
                    "method": "card",
                    "amount_refunded": 0,
                    "refund_status": null,
                    "captured": true,
                    "description": "random description",
                    "card_id": "card_6koWNAT6LASUqy",
                    "bank": null,
                    "wallet": null,
                    "vpa": null,
                    "email": "a@b.com",
                    "contact": "+919999999999",
                    "notes": {
                      "merchant_order_id": "random order id"
                    },
                    "fee": 23000,
                    "service_tax": 3000,
                    "error_code": null,
                    "error_description": null,
                    "created_at": 1479978483
                  }
                }
              },
              "created_at": 1400826760
            }

            """.ReplaceLineEndings("\n"), "X-Razorpay-Signature: d60e67fd884556c045e9be7dad57903e33efc7172c17c6e3ef77db42d2b366e9"),
        new("a wrong signature", "123456", Small, "X-Razorpay-Signature: sdfafds") { IsGenuine = false },
        new("test_verify_webhook_signature_with_exception", "key_secret", "", "X-Razorpay-Signature: test_signature") { IsGenuine = false },
        new("another secret", "1234567", Small,
            "X-Razorpay-Signature: 2fe04e22977002e6c7cb553adab8b460cb9e2a4970d5953cb27a8472752e3bbc") { IsGenuine = false },
    ];

    protected override IEnumerable<ExpectedFacts> Facts =>
    [
        new("payment.captured", "payload.payment.entity.id", "payload.payment.entity.notes.merchant_order_id",
            "payload.payment.entity.amount", "INR"),
        new("refund.processed", "payload.refund.entity.id", "payload.payment.entity.notes.merchant_order_id",
            "payload.refund.entity.amount", "INR"),
        new("payment.dispute.created", "payload.dispute.entity.id", "payload.payment.entity.notes.merchant_order_id",
            "payload.dispute.entity.amount", "INR"),
        new("payout.processed", "payload.payout.entity.id", "payload.payout.entity.reference_id", "payload.payout.entity.amount", "INR"),
        new("payment_link.paid", "payload.payment_link.entity.id", "payload.payment_link.entity.reference_id",
            "payload.payment.entity.amount", "INR"),
        new("subscription.charged", "payload.subscription.entity.id", "payload.payment.entity.notes.merchant_order_id",
            "payload.payment.entity.amount", "INR"),
    ];
}
