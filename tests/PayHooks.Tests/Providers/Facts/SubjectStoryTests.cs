using System.Text.Json.Nodes;
using PayHooks.Payments;

namespace PayHooks.Tests.Providers.Facts;

/// <summary>How often handlers run when providers tell the same thing again, late, or in parts: only for <c>changed</c>.</summary>
public sealed class SubjectStoryTests
{
    private const string Changed = "changed";
    private const string Unchanged = "unchanged";
    private const string Stale = "stale";

    [Fact]
    public void A_payment_of_Square_that_is_updated_again_is_paid_once()
    {
        var story = new SubjectStory("square");

        Assert.Equal([$"payment.succeeded {Changed}", $"payment.succeeded {Unchanged}", $"payment.succeeded {Unchanged}"], story.Tell(
            """{"type":"payment.updated","event_id":"ev-1","created_at":"2026-01-02T03:04:05Z","data":{"type":"payment","id":"P","object":{"payment":{"id":"P","amount_money":{"amount":1000,"currency":"USD"},"status":"COMPLETED","order_id":"O"}}}}""",
            """{"type":"payment.updated","event_id":"ev-2","created_at":"2026-01-02T03:04:05Z","data":{"type":"payment","id":"P","object":{"payment":{"id":"P","amount_money":{"amount":1000,"currency":"USD"},"status":"COMPLETED","order_id":"O","processing_fee":[{"type":"INITIAL"}]}}}}""",
            """{"type":"payment.updated","event_id":"ev-3","created_at":"2026-01-02T03:04:05Z","data":{"type":"payment","id":"P","object":{"payment":{"id":"P","amount_money":{"amount":1000,"currency":"USD"},"status":"COMPLETED","order_id":"O","refund_ids":["R"]}}}}"""));
        Assert.Equal((SubjectState.Succeeded, PaymentFlags.None), story.Payment("P"));
    }

    [Fact]
    public void An_order_of_Shopify_is_paid_once_and_a_cancelled_one_never()
    {
        const string order = """{"id":5001,"name":"#1001","financial_status":"paid","total_price":"49.90","currency":"EUR","updated_at":"2026-01-02T03:04:05Z"}""";
        string With(string more) => order.Replace("\"name\"", $"{more},\"name\"", StringComparison.Ordinal);

        Assert.Equal(
            [$"payment.succeeded {Changed}", $"payment.succeeded {Unchanged}", $"payment.succeeded {Unchanged}", "unrecognised -"],
            new SubjectStory("shopify").Tell(
                order, With("\"note\":\"door 2\""), With("\"fulfillment_status\":\"fulfilled\""),
                    With("\"cancelled_at\":\"2026-01-04T05:00:00Z\"")));
        Assert.Equal("unrecognised -", new SubjectStory("shopify").Tell(With("\"cancelled_at\":\"2026-01-04T05:00:00Z\"")).Single());
    }

    [Fact]
    public void A_refund_of_Stripe_whose_reference_becomes_known_is_made_once() => Assert.Equal(
        [$"refund.succeeded {Changed}", $"refund.succeeded {Unchanged}"],
        new SubjectStory("stripe").Tell(
            """{"id":"evt_1","created":1790000000,"type":"refund.created","data":{"object":{"id":"re_1","object":"refund","amount":1000,"currency":"usd","status":"succeeded","payment_intent":"pi_1"}}}""",
            """{"id":"evt_2","created":1790000000,"type":"refund.updated","data":{"object":{"id":"re_1","object":"refund","amount":1000,"currency":"usd","status":"succeeded","payment_intent":"pi_1","destination_details":{"card":{"reference":"12"}}}}}"""));

    [Theory]
    [InlineData("square", "payment.updated", "event_id")]
    [InlineData("woocommerce", "completed", "customer_note")]
    [InlineData("chargily", "checkout.paid", "id")]
    [InlineData("xendit", "invoice.SETTLED", "description")]
    [InlineData("stripe", "refund.updated", "id")]
    [InlineData("square", "refund.updated", "event_id")]
    [InlineData("paddle", "adjustment.updated", "event_id")]
    [InlineData("flutterwave", "refund.completed", "id")]
    [InlineData("stripe", "payout.paid", "id")]
    [InlineData("razorpay", "payout.processed", "account_id")]
    [InlineData("square", "payout.paid", "event_id")]
    [InlineData("square", "dispute.created", "event_id")]
    [InlineData("shopify", "disputes/update-won", "reason")]
    [InlineData("lemon-squeezy", "dispute_created", "extra")]
    [InlineData("lemon-squeezy", "order_refunded", "extra")]
    [InlineData("woocommerce", "refunded", "customer_note")]
    [InlineData("midtrans", "partial_refund", "status_message")]
    public void What_is_told_again_in_another_notice_is_handled_once(string provider, string sample, string differs)
    {
        var story = new SubjectStory(provider);

        Assert.EndsWith($" {Changed}", story.Tell(sample, 0), StringComparison.Ordinal);
        Assert.EndsWith($" {Unchanged}", story.Tell(sample, 0, (differs, "another")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stripe", "payment_intent.succeeded", "payment_intent.payment_failed", 5)]
    [InlineData("razorpay", "payment.captured", "payment.failed", 5)]
    [InlineData("chargily", "checkout.paid", "checkout.processing", 0)]
    [InlineData("square", "payment.updated", "payment.created", 5)]
    [InlineData("xendit", "payment.capture", "payment.failure", 5)]
    [InlineData("stripe", "refund.updated", "refund.created/pending", 5)]
    [InlineData("razorpay", "refund.processed", "refund.created", 5)]
    [InlineData("square", "refund.updated", "refund.created", 5)]
    public void What_was_overtaken_is_not_handled(string provider, string last, string first, int minute)
    {
        var story = new SubjectStory(provider);

        Assert.EndsWith($" {Changed}", story.Tell(last, minute), StringComparison.Ordinal);
        Assert.EndsWith($" {Stale}", story.Tell(first, 0), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("square", "dispute.created", "dispute.state.updated/won")]
    [InlineData("razorpay", "payment.dispute.created", "payment.dispute.won")]
    [InlineData("stripe", "charge.dispute.created", "charge.dispute.closed/won")]
    [InlineData("shopify", "disputes/create", "disputes/update-won")]
    [InlineData("paddle", "adjustment.created/chargeback", "adjustment.created/chargeback_reverse")]
    public void A_dispute_that_opens_and_ends_is_handled_twice(string provider, string opened, string won)
    {
        var story = new SubjectStory(provider);

        Assert.Equal([$"dispute.opened {Changed}", $"dispute.won {Changed}"], [story.Tell(opened, 0), story.Tell(won, 0)]);
        Assert.Equal(1, story.Count(SubjectKind.Dispute));
    }

    [Theory]
    [InlineData("stripe", "payout.paid", "payout.failed")]
    [InlineData("razorpay", "payout.processed", "payout.reversed")]
    [InlineData("paystack", "transfer.success", "transfer.reversed")]
    [InlineData("flutterwave", "transfer.disburse", "transfer.reversal")]
    [InlineData("xendit", "payout.succeeded", "payout.reversed")]
    [InlineData("adyen-platform", "balancePlatform.transfer.updated/booked", "balancePlatform.transfer.updated/returned")]
    public void A_payout_that_comes_back_is_handled_as_failed(string provider, string paid, string returned)
    {
        var story = new SubjectStory(provider);

        Assert.Equal([$"payout.succeeded {Changed}", $"payout.failed {Changed}"], [story.Tell(paid, 0), story.Tell(returned, 5)]);
        Assert.Equal(1, story.Count(SubjectKind.Payout));
    }

    [Fact]
    public void Each_failed_charge_of_one_payment_of_Stripe_is_handled()
    {
        var story = new SubjectStory("stripe");
        string Failed(int minute, string charge) =>
            story.Tell("payment_intent.payment_failed", minute, ("data.object.latest_charge", charge), ("id", $"evt_{minute}"));

        Assert.Equal(
            [$"payment.failed {Changed}", $"payment.failed {Unchanged}", $"payment.failed {Changed}"],
                [Failed(0, "ch_1"), Failed(1, "ch_1"), Failed(2, "ch_2")]);
    }

    [Fact]
    public void A_failed_transaction_of_Shopify_is_an_attempt_for_its_order()
    {
        var story = new SubjectStory("shopify");
        string Failed(int minute, int id) => story.Tell("order_transactions/create-failed", minute, ("id", id));

        Assert.Equal([$"payment.failed {Changed}", $"payment.failed {Unchanged}", $"payment.failed {Changed}"],
            [Failed(0, 1), Failed(1, 1), Failed(2, 2)]);
    }

    [Fact]
    public void A_capture_of_Shopify_and_its_order_are_one_success()
    {
        var story = new SubjectStory("shopify");
        var order = ("id", (JsonNode?)77);

        Assert.Equal($"payment.captured {Changed}", story.Tell("order_transactions/create", 0, ("order_id", 77), ("id", 5)));
        Assert.Equal($"payment.succeeded {Unchanged}", story.Tell("orders/paid", 1, order));
    }

    [Fact]
    public void A_failed_capture_of_Adyen_ends_that_capture_and_not_the_payment()
    {
        var story = new SubjectStory("adyen");
        var payment = story.Tell("AUTHORISATION", 0, ("pspReference", "PAY"));
        var capture = story.Tell("CAPTURE", 1, ("pspReference", "CAP"), ("originalReference", "PAY"));
        var failed = story.Tell("CAPTURE_FAILED", 2, ("pspReference", "CAP"), ("originalReference", "PAY"));

        Assert.Equal([$"payment.succeeded {Changed}", $"payment.captured {Changed}", $"payment.capture_failed {Changed}"],
            [payment, capture, failed]);
        Assert.Equal(SubjectState.Succeeded, story.Payment("PAY").State);
    }

    [Fact]
    public void Handlers_get_what_was_refunded_since_the_last_total()
    {
        var story = new SubjectStory("lemon-squeezy");
        string? Refunded(int minute, int total) => story.Difference("order_refunded", minute, ("data.attributes.refunded_amount", total));

        Assert.Equal(("2.00 USD", "3.00 USD", null), (Refunded(0, 200), Refunded(1, 500), Refunded(2, 500)));
    }

    [Fact]
    public void An_order_of_WooCommerce_that_is_paid_after_it_was_cancelled_is_handled_with_an_alarm()
    {
        var story = new SubjectStory("woocommerce");

        Assert.Equal([$"payment.canceled {Changed}", $"payment.succeeded {Changed}"],
            [story.Tell("cancelled", 0, ("id", 9)), story.Tell("processing", 5, ("id", 9))]);
        Assert.Equal((SubjectState.Succeeded, PaymentFlags.PaidAfterCancel), story.Payment("9"));
    }
}
