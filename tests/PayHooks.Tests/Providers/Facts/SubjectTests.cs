using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PayHooks.Tests.Providers.Presets;
using PayHooks.Verification;
using PayHooks.Verification.Samples;
using static PayHooks.Tests.Providers.Facts.PresetFacts;

namespace PayHooks.Tests.Providers.Facts;

/// <summary>Every notice of a payment, refund, capture, dispute or payout says whose state it reports.</summary>
public sealed class SubjectTests
{
    public static TheoryData<string> Providers => [.. SampleCatalog.Providers];

    [Theory]
    [MemberData(nameof(Providers))]
    public void Every_sample_about_money_names_its_subject_and_the_payment_it_belongs_to(string name)
    {
        var provider = Provider(name);
        foreach (var sample in SampleCatalog.Events(name))
        {
            var whole = SampleCatalog.Create(sample, new Random(7), Samples.Now);
            var body = provider.Split(whole).DefaultIfEmpty(whole).First();
            var subject = provider.Read(body, _ => null).Subject;
            if (!ExpectedSubject.IsNeeded(sample.Type))
            {
                Assert.True(subject is null, $"{name} {sample.Name} ({sample.Type}) has a subject.");
                continue;
            }

            var expected = ExpectedSubject.Of(sample);
            Assert.True(expected is not null, $"{name} {sample.Name} ({sample.Type}, {sample.Template}) has no expected subject.");
            var json = JsonNode.Parse(body.Span)!;
            Assert.Equal(
                (sample.Name, expected.Kind, expected.Kind is null ? null
                    : At(json, expected.Id), ExpectedFacts.At(json, expected.Payment)),
                (sample.Name, subject?.Kind, subject?.Id, subject?.PaymentId));
        }
    }

    [Fact]
    public void Every_expected_subject_is_that_of_a_sample()
    {
        var samples = SampleCatalog.Providers.SelectMany(SampleCatalog.Events).Where(sample => ExpectedSubject.IsNeeded(sample.Type))
            .ToArray();

        Assert.DoesNotContain(ExpectedSubject.All, expected => samples.All(sample => ExpectedSubject.Of(sample) != expected));
    }

    [Theory]
    [InlineData("adyen", false, true, false)]
    [InlineData("adyen-platform", false, false, false)]
    [InlineData("chargebee", true, false, true)]
    [InlineData("chargily", true, false, false)]
    [InlineData("coinbase-commerce", true, false, false)]
    [InlineData("flutterwave", false, false, false)]
    [InlineData("github", false, false, false)]
    [InlineData("lemon-squeezy", true, false, false)]
    [InlineData("midtrans", false, true, false)]
    [InlineData("paddle", true, false, false)]
    [InlineData("paystack", false, false, false)]
    [InlineData("portone", false, true, false)]
    [InlineData("razorpay", true, false, false)]
    [InlineData("shopify", true, true, false)]
    [InlineData("square", true, false, true)]
    [InlineData("standard-webhooks", false, false, false)]
    [InlineData("stripe", true, false, false)]
    [InlineData("woocommerce", true, true, false)]
    [InlineData("x-signature", false, false, false)]
    [InlineData("xanpay", false, false, false)]
    [InlineData("xendit", false, false, true)]
    public void A_provider_states_its_rules(string name, bool byTime, bool voidsPaid, bool sharesReferences) =>
        Assert.Equal(new PaymentRules(byTime, voidsPaid, sharesReferences), Provider(name).Payments);

    [Theory]
    [MemberData(nameof(Providers))]
    public void Where_events_are_ordered_by_time_every_sample_has_the_time_of_the_change(string name)
    {
        var provider = Provider(name);
        foreach (var sample in SampleCatalog.Events(name).Where(sample => ExpectedSubject.Of(sample)?.Kind is not null))
        {
            var body = SampleCatalog.Create(sample, new Random(7), Samples.Now);
            var subject = provider.Read(provider.Split(body).DefaultIfEmpty(body).First()).Subject;
            Assert.True(subject?.ChangedAt is not null == provider.Payments.OrdersByTime
                || subject is null, $"{name} {sample.Name}: {subject?.ChangedAt}");
        }
    }

    [Theory]
    [InlineData("chargebee",
        """{"event_type":"payment_succeeded","content":{"transaction":{"status":"success","id":"t2","reference_authorization_id":"t1"}}}""",
        "t1", null)]
    [InlineData("chargebee",
        """{"event_type":"payment_refunded","content":{"transaction":{"status":"success","id":"t3","refunded_txn_id":"t1"}}}""", "t3",
        "t1")]
    [InlineData("xendit", """{"event":"refund.succeeded","data":{"id":"r","invoice_id":"i","payment_id":"p"}}""", "r", "i")]
    [InlineData("xendit", """{"event":"refund.succeeded","data":{"id":"r","payment_request_id":"pr"}}""", "r", null)]
    [InlineData("paystack", """{"event":"refund.pending","data":{"refund_reference":null,"transaction_reference":"o"}}""", null, null)]
    [InlineData("shopify", """{"id":7,"order_id":1,"kind":"capture","status":"failure","gateway":"g","amount":"1.00"}""", "7", "1")]
    [InlineData("adyen", """{"pspReference":"P","originalReference":"O","eventCode":"PAYOUT_DECLINE","success":"true"}""", "O", null)]
    [InlineData("portone", """{"refund_id":"","psp_refund_id":"77","refund_status":"SUCCESS","payment_txn_ref":"o"}""", "77", "o")]
    public void A_subject_is_named_by_what_the_body_has(string provider, string body, string? id, string? payment)
    {
        var subject = Read(provider, body).Subject;

        Assert.Equal((id, payment), (subject?.Id, subject?.PaymentId));
    }

    [Theory]
    [InlineData("charge.captured", """{"id":"ch_1","payment_intent":"pi_1"}""", "pi_1")]
    [InlineData("checkout.session.completed", """{"id":"cs_1","payment_intent":"pi_1"}""", "pi_1")]
    [InlineData("invoice.payment_succeeded", """{"id":"in_1"}""", "in_1")]
    public void An_object_that_a_source_maps_to_a_payment_names_the_payment(string own, string data, string id)
    {
        var descriptor = new ProviderRegistry().Find("stripe")!;
        var mapped = descriptor.Create(Samples.Source(descriptor, "whsec_of-the-shop") with
        {
            Scheme = Samples.Scheme($$$"""{ "event": { "types": { "{{{own}}}": "payment.succeeded" } } }"""),
        });

        Assert.Equal(id, mapped.Read(Samples.Utf8($$$"""{"id":"evt_1","type":"{{{own}}}","data":{"object":{{{data}}}}}""")).Subject?.Id);
    }

    [Theory]
    [InlineData("paystack", """{"event":"charge.success","data":{"reference":"o","domain":"test"}}""", "test")]
    [InlineData("paystack", """{"event":"charge.success","data":{"reference":"o","domain":"live"}}""", "live")]
    [InlineData("midtrans", """{"transaction_status":"settlement","status_code":"200","order_id":"o"}""", "live")]
    [InlineData("stripe", """{"type":"payment_intent.succeeded","livemode":false,"data":{"object":{"id":"pi_1"}}}""", "")]
    public void The_mode_is_part_of_a_subject_whose_id_merchants_choose(string provider, string body, string mode) =>
        Assert.Equal(mode, Read(provider, body).Subject?.Mode);

    [Fact]
    public void The_secret_tells_the_mode_where_the_body_does_not()
    {
        var descriptor = new ProviderRegistry().Find("midtrans")!;
        var sandbox = descriptor.Create(Samples.Source(descriptor, "SB-Mid-server-a-key-of-the-shop"));

        Assert.Equal("test",
            sandbox.Read(Samples.Utf8("""{"transaction_status":"pending","status_code":"201","order_id":"o"}""")).Subject?.Mode);
    }

    [Theory]
    [InlineData("stripe",
        """{"id":"evt_1","type":"payment_intent.payment_failed","data":{"object":{"id":"pi_1","latest_charge":"ch_1"}}}""", "ch_1")]
    [InlineData("stripe", """{"id":"evt_1","type":"payment_intent.payment_failed","data":{"object":{"id":"pi_1","latest_charge":null}}}""",
        "evt_1|payment_intent.payment_failed")]
    [InlineData("stripe", """{"id":"evt_1","type":"payment_intent.succeeded","data":{"object":{"id":"pi_1","latest_charge":"ch_1"}}}""",
        null)]
    [InlineData("stripe", """{"id":"evt_1","type":"charge.dispute.created","data":{"object":{"id":"du_1"}}}""",
        "evt_1|charge.dispute.created")]
    [InlineData("razorpay", """{"event":"payment.failed","payload":{"payment":{"entity":{"id":"p"}}}}""",
        "sha256:3e82ee7080b63404289d407e70ff4814d9036b1a9884f7ce3e810a7e5688ef5f")]
    [InlineData("shopify", """{"id":7,"order_id":1,"kind":"sale","status":"failure","gateway":"g","amount":"1.00"}""", "7")]
    [InlineData("square", """{"event_id":"e","type":"payment.updated","data":{"object":{"payment":{"id":"p","status":"FAILED"}}}}""", null)]
    [InlineData("chargily", """{"id":"e","type":"checkout.failed","data":{"id":"c"}}""", null)]
    [InlineData("portone", """{"order_ref":"o","channel_key":"K","status":"Failed"}""", null)]
    public void An_attempt_is_named_or_the_event_itself_where_events_are_reported(string provider, string body, string? attempt) =>
        Assert.Equal(attempt, Read(provider, body).Subject!.Attempt);

    [Theory]
    [InlineData("lemon-squeezy",
        """{"meta":{"event_name":"order_refunded"},"data":{"id":"1","attributes":{"refunded_amount":200,"currency":"USD"}}}""", "2.00 USD")]
    [InlineData("woocommerce", """{"id":1,"status":"refunded","order_key":"k","total":"50.00","currency":"EUR","refunds":[{"total":"-10.00"},{"total":"-9.00"}]}""", "19.00 EUR")]
    [InlineData("midtrans",
        """{"order_id":"o","transaction_status":"partial_refund","status_code":"200","refund_amount":"9000.00","refunds":[]}""",
        "9000.00 IDR")]
    [InlineData("stripe",
        """{"id":"evt_1","type":"refund.created","data":{"object":{"id":"re_1","amount":5,"currency":"eur","status":"succeeded"}}}""",
        null)]
    public void A_running_total_of_refunds_is_the_payments(string provider, string body, string? total) =>
        Assert.Equal(total, Read(provider, body).Subject!.RefundedTotal?.ToString());

    private static string? At(JsonNode json, string place) => !place.Contains('{', StringComparison.Ordinal)
        ? ExpectedFacts.At(json, place)
        : Regex.Replace(place, @"\{(?<at>[^}]+)\}", match =>
            ExpectedFacts.At(json, match.Groups["at"].Value)!, RegexOptions.None, TimeSpan.FromSeconds(1));
}
