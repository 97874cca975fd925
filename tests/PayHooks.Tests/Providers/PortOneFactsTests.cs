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
                Identity = "b30305282804cbe5e84fb506ba01d57acc883bd3ce598168c06338aa0dfc3335",
                Type = EventTypes.PaymentSucceeded,
                ProviderType = "Success",
                Resource = new Resource("2mbbExY77pp8iC0AQ1ucWymnd3c", "2mbbDi9wX3wAgLUDCnRMbQwkwZm_1"),
                Amount = Amount.Read("500", "USD", AmountUnit.Major),
                OccurredAt = new DateTimeOffset(2024, 9, 26, 10, 55, 14, TimeSpan.Zero).AddMicroseconds(573735),
            },
            Provider.Read(Samples.Body("portone/payment.json")));

    [Theory]
    [InlineData("portone/payment.json", "evt_j4b6kvrfxrtxr3og3v3e7phu6p")]
    [InlineData("portone/payment-chaiport.json", "evt_mqyoyjqyknvyv6ywq62bhzyww5")]
    [InlineData("portone/payment-link.json", "evt_n4km3nwlqasxaf24refobdmdxc")]
    [InlineData("portone/subscription.json", "evt_httoyn5qxjs4agr23amqdwir4s")]
    public void Keeps_the_identity_frozen(string sample, string id) =>
        Assert.Equal(id, EventIds.Create("portone", Provider.Read(Samples.Body(sample)).Identity!));

    [Fact]
    public void Takes_the_hash_of_the_signed_text_for_the_identity()
    {
        const string text = "amount=50000&channel_key=XENDIT_ID&channel_order_ref=&country_code=VN&currency=IDR"
            + "&merchant_order_ref=Merchant1643708386598&method_name=WALLET&order_ref=24VGYLpS7HdmI6IzHE7dru5JlmY&status=Expired";

        Assert.Equal(EventIds.BodyHash(Samples.Utf8(text)), Provider.Read(Samples.Body("portone/payment-chaiport.json")).Identity);
    }

    [Fact]
    public void Tells_the_deductions_of_a_subscription_apart_by_their_count()
    {
        const string body = """{"currency":"VND","merchant_order_ref":"m","order_ref":"o","status":"Active","subscription_type":"REGULAR","collected_count":2}""";

        Assert.Equal(EventIds.BodyHash(Samples.Utf8("currency=VND&merchant_order_ref=m&order_ref=o&status=Active\n2")), Read(body).Identity);
        Assert.NotEqual(Read(body).Identity, Read(body.Replace(":2", ":3", StringComparison.Ordinal)).Identity);
    }

    [Fact]
    public void Reads_links_subscriptions_and_refunds()
    {
        var link = Provider.Read(Samples.Body("portone/payment-link.json"));
        var subscription = Provider.Read(Samples.Body("portone/subscription.json"));
        var refund = Provider.Read(Samples.Body("portone/refund.json"));

        Assert.Equal(("payment_link.success", new Resource("2mbaHZ6VVokmHJNtKafVCyIZIxv", "1779AA6E40071177"), Amount.Read("500", "JPY", AmountUnit.Major)), (link.Type, link.Resource, link.Amount));
        Assert.Equal(("subscription.active", new Resource("2mbiztAoKWCBpciTKJiqKLjHu7A", "Subscription_1727351941734"), null), (subscription.Type, subscription.Resource, subscription.Amount));
        Assert.Equal((EventTypes.RefundSucceeded, new Resource("2mbaRefund0001", null), Amount.Read("500", "JPY", AmountUnit.Major), null), (refund.Type, refund.Resource, refund.Amount, refund.Identity));
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
    [InlineData("Something new", EventTypes.PaymentPending)]
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
    [InlineData("PROCESSING", EventTypes.RefundPending)]
    public void Maps_the_statuses_of_refunds(string status, string type) =>
        Assert.Equal(type, Read($$"""{"refund_id":"r","refund_status":"{{status}}"}""").Type);

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
    [InlineData("""{"order_ref":"o","channel_key":"c","refund_status":"x","payment_txn_ref":"p","status":"Success"}""", EventTypes.RefundPending)]
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
