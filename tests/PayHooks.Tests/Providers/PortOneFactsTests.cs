using PayHooks.Verification;
using PayHooks.Verification.PortOne;

namespace PayHooks.Tests.Providers;

public sealed class PortOneFactsTests
{
    private static readonly IWebhookProvider Provider =
        PortOneProvider.Descriptor.Create(Samples.Source(PortOneProvider.Descriptor, "test_secret_portone_001"));

    private static EventFacts Read(string body) => Provider.Read(Samples.Utf8(body));

    [Fact]
    public void Reads_the_facts_of_a_payment() =>
        Assert.Equal(
            new EventFacts
            {
                Identity = "36bc4a18ee6ee8a847642e2808f45808281ca5f6eac757751f1f17583ae7fa7b",
                Type = EventTypes.PaymentSucceeded,
                ProviderType = "Success",
                Resource = new Resource("2mbbExY77pp8iC0AQ1ucWymnd3c", "2mbbDi9wX3wAgLUDCnRMbQwkwZm_1"),
                Subject = new Subject(SubjectKind.Payment, "2mbbExY77pp8iC0AQ1ucWymnd3c"),
                Amount = Amount.Read("500", "USD", AmountUnit.Major),
                OccurredAt = new DateTimeOffset(2024, 9, 26, 10, 55, 14, TimeSpan.Zero).AddMicroseconds(573735),
            },
            Provider.Read(Samples.Body("portone/payment.json")));

    [Theory]
    [InlineData("portone/payment.json", "evt_c263jx4yzaan7t6d6qxjulaxv7")]
    [InlineData("portone/payment-chaiport.json", "evt_5xbyqfvohpoln2dvi76zsso3eo")]
    [InlineData("portone/payment-link.json", "evt_7d7zhiefcblbldny6xv4ouist7")]
    [InlineData("portone/subscription.json", "evt_jwvyb3w6qtwhzdga6e6fac54y6")]
    [InlineData("portone/refund.json", "evt_ybrxkiwsy4fkis6l7u4turapy6")]
    public void Keeps_the_identity_frozen(string sample, string id) =>
        Assert.Equal(id, EventIds.Create("portone", Provider.Read(Samples.Body(sample)).Identity!));

    [Theory]
    [InlineData("portone/payment-chaiport.json", "channel_order_ref=&order_ref=24VGYLpS7HdmI6IzHE7dru5JlmY&status=Expired")]
    [InlineData("portone/payment-link.json",
        "amount=500&currency=JPY&link_ref=2mbaHZ6VVokmHJNtKafVCyIZIxv&merchant_order_ref=1779AA6E40071177&status=Success")]
    [InlineData("portone/refund.json",
        "payment_txn_ref=2mbbExY77pp8iC0AQ1ucWymnd3c&psp_refund_id=&refund_id=2mbaRefund0001&refund_status=SUCCESS")]
    public void Takes_the_hash_of_the_references_and_the_status_for_the_identity(string sample, string text) =>
        Assert.Equal(EventIds.BodyHash(Samples.Utf8(text)), Provider.Read(Samples.Body(sample)).Identity);

    [Theory]
    [InlineData("""{"order_ref":"o","channel_key":"c","status":"Expired","created_at":"2026-01-01 10:00:00 +0000 UTC"}""", "2026-01-01 11")]
    [InlineData("""{"link_ref":"l","status":"Expired","created_at":"2026-01-01 10:00:00 +0000 UTC"}""", "2026-01-01 11")]
    [InlineData("""{"refund_id":"r","refund_status":"SUCCESS","refund_date":"2026-01-01 10:00:00 +0000 UTC"}""", "2026-01-02 10")]
    public void Recognises_a_status_that_recurs_with_the_same_texts_as_a_repeat(string body, string later)
    {
        var again = Read(body.Replace("2026-01-01 10", later, StringComparison.Ordinal));

        Assert.NotEqual(Read(body).OccurredAt, again.OccurredAt);
        Assert.Equal(Read(body).Identity, again.Identity);
        Assert.NotEqual(Read(body).Identity,
            Read(body.Replace("Expired", "Success", StringComparison.Ordinal)
            .Replace("SUCCESS", "Failed", StringComparison.Ordinal)).Identity);
    }

    [Fact]
    public void Tells_the_payers_of_one_link_apart()
    {
        const string body = """{"order_ref":"o1","channel_key":"c","channel_order_ref":"p1","payment_link_ref":"l","merchant_order_ref":"m_1","amount":500,"currency":"JPY","status":"Success"}""";

        string?[] identities =
        [
            Read(body).Identity, Read(body.Replace("\"o1\"", "\"o2\"", StringComparison.Ordinal)).Identity,
            Read(body.Replace("\"p1\"", "\"p2\"", StringComparison.Ordinal)).Identity,
        ];
        Assert.Equal(3, identities.OfType<string>().Distinct().Count());
    }

    [Fact]
    public void Identifies_a_payment_without_reference_by_all_that_is_signed()
    {
        const string body = """{"order_ref":"","channel_key":"c","amount":5,"currency":"USD","status":"Success","signature_hash":"x"}""";

        Assert.NotEqual(Read(body).Identity, Read(body.Replace(":5,", ":6,", StringComparison.Ordinal)).Identity);
        Assert.Equal(Read(body).Identity, Read(body.Replace("\"x\"", "\"y\"", StringComparison.Ordinal)).Identity);
        Assert.Null(Read("""{"refund_id":"","psp_refund_id":"","refund_status":"SUCCESS"}""").Identity);
    }

    [Fact]
    public void Tells_the_deductions_of_a_subscription_apart_by_their_count()
    {
        const string body = """{"currency":"VND","merchant_order_ref":"m","order_ref":"o","status":"Active","subscription_type":"REGULAR","collected_count":2}""";

        Assert.Equal(EventIds.BodyHash(Samples.Utf8("order_ref=o&status=Active&collected_count=2")), Read(body).Identity);
        Assert.NotEqual(Read(body).Identity, Read(body.Replace(":2", ":3", StringComparison.Ordinal)).Identity);
    }

    [Fact]
    public void Reads_links_subscriptions_and_refunds()
    {
        var link = Provider.Read(Samples.Body("portone/payment-link.json"));
        var subscription = Provider.Read(Samples.Body("portone/subscription.json"));
        var refund = Provider.Read(Samples.Body("portone/refund.json"));

        Assert.Equal(
            ("payment_link.success", new Resource("2mbaHZ6VVokmHJNtKafVCyIZIxv", "1779AA6E40071177"),
            Amount.Read("500", "JPY", AmountUnit.Major)), (link.Type, link.Resource, link.Amount));
        Assert.Equal(("subscription.active", new Resource("2mbiztAoKWCBpciTKJiqKLjHu7A", "Subscription_1727351941734"), null),
            (subscription.Type, subscription.Resource, subscription.Amount));
        Assert.Equal((EventTypes.RefundSucceeded, new Resource("2mbaRefund0001", null), Amount.Read("500", "JPY", AmountUnit.Major)),
            (refund.Type, refund.Resource, refund.Amount));
        Assert.Equal(new DateTimeOffset(2024, 9, 26, 10, 42, 24, TimeSpan.Zero).AddMicroseconds(650023), refund.OccurredAt);
    }

    [Theory]
    [InlineData("Success", EventTypes.PaymentSucceeded)]
    [InlineData("SUCCESS", EventTypes.PaymentSucceeded)]
    [InlineData("Failed", EventTypes.PaymentFailed)]
    [InlineData("expired", EventTypes.PaymentExpired)]
    [InlineData("Cancelled", EventTypes.PaymentCanceled)]
    [InlineData("canceled", EventTypes.PaymentCanceled)]
    [InlineData("Voided", EventTypes.PaymentCanceled)]
    [InlineData("Initiated", EventTypes.PaymentPending)]
    [InlineData("Pending", EventTypes.PaymentPending)]
    [InlineData("Something new", EventTypes.Unrecognised)]
    [InlineData("Successful", EventTypes.Unrecognised)]
    [InlineData("Processing", EventTypes.Unrecognised)]
    [InlineData("", EventTypes.Unrecognised)]
    public void Maps_the_statuses_of_payments(string status, string type)
    {
        var facts = Read($$"""{"order_ref":"o","channel_key":"c","status":"{{status}}"}""");

        Assert.Equal((type, status.Length == 0 ? null : status), (facts.Type, facts.ProviderType));
    }

    [Theory]
    [InlineData("SUCCESS", EventTypes.RefundSucceeded)]
    [InlineData("success", EventTypes.RefundSucceeded)]
    [InlineData("Failed", EventTypes.RefundFailed)]
    [InlineData("PROCESSING", EventTypes.Unrecognised)]
    [InlineData("Succeeded", EventTypes.Unrecognised)]
    public void Maps_the_statuses_of_refunds(string status, string type) =>
        Assert.Equal(type, Read($$"""{"refund_id":"r","refund_status":"{{status}}"}""").Type);

    [Fact]
    public void Keeps_the_facts_of_a_status_that_is_not_known()
    {
        var payment =
            Read("""{"order_ref":"o","channel_key":"c","merchant_order_ref":"m","amount":12.5,"currency":"usd","status":"Under review"}""");
        var refund = Read("""{"refund_id":"r","refund_status":"Queued","amount":500,"currency":"JPY"}""");

        Assert.Equal((EventTypes.Unrecognised, "Under review", new Resource("o", "m"), "12.50 USD"),
            (payment.Type, payment.ProviderType, payment.Resource, payment.Amount?.ToString()));
        Assert.Equal((EventTypes.Unrecognised, "Queued", new Resource("r", null), "500 JPY"),
            (refund.Type, refund.ProviderType, refund.Resource, refund.Amount?.ToString()));
    }

    [Theory]
    [InlineData("""{"link_ref":"l","status":"Processing"}""", "payment_link.processing")]
    [InlineData("""{"link_ref":"l","status":"Cancelled"}""", "payment_link.cancelled")]
    [InlineData("""{"link_ref":"l","status":"<b>"}""", EventTypes.Unrecognised)]
    [InlineData("""{"link_ref":"l"}""", EventTypes.Unrecognised)]
    [InlineData("""{"plan_order_ref":"p","status":"Completed"}""", "subscription.completed")]
    [InlineData("""{"subscription_type":"REGULAR","order_ref":"o","channel_key":"c","status":"Active"}""", "subscription.active")]
    [InlineData("""{"txn_ref":"t","merchant_txn_ref":"m","status":"Created"}""", "payout.created")]
    [InlineData("""{"vaaccount_no":"1","status":"Cancelled"}""", "payout.cancelled")]
    [InlineData("""{"to_account_no":"1","status":"Created"}""", "payout.created")]
    [InlineData("""{"payout_ref":"1","status":"Created"}""", "payout.created")]
    [InlineData("""{"onboarding_status":"x","status":"Approved"}""", "onboarding.approved")]
    [InlineData("""{"order_ref":"o","channel_key":"c","refund_status":"SUCCESS","status":"Success"}""", EventTypes.PaymentSucceeded)]
    [InlineData("""{"order_ref":"o","channel_key":"c","refund_status":"x","payment_txn_ref":"p","status":"Success"}""",
        EventTypes.Unrecognised)]
    [InlineData("""{"Order_Ref":"o","channel_key":"c","status":"Success"}""", EventTypes.Unrecognised)]
    public void Tells_the_kind_by_the_shape(string body, string type) => Assert.Equal(type, Read(body).Type);

    [Fact]
    public void Names_a_refund_by_the_first_reference_that_is_not_empty()
    {
        Assert.Equal(new Resource("p", null), Read("""{"refund_id":"","psp_refund_id":"p","payment_txn_ref":"o"}""").Resource);
        Assert.Equal(Resource.Unknown, Read("""{"refund_id":"","psp_refund_id":"","payment_txn_ref":"o"}""").Resource);
    }

    [Theory]
    [InlineData("500", "500")]
    [InlineData("12.50", "12.50")]
    [InlineData("1e3", "1e3")]
    [InlineData("\"500\"", "500")]
    [InlineData("\"many\"", null)]
    [InlineData("null", null)]
    public void Keeps_the_amount_as_its_token_reads(string token, string? text) =>
        Assert.Equal(text, Read($$"""{"order_ref":"o","channel_key":"c","amount":{{token}}}""").Amount?.ProviderText);
}
