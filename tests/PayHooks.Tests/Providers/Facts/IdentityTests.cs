using System.Text;
using System.Text.Json;
using PayHooks.Tests.Support;
using PayHooks.Verification;
using PayHooks.Verification.Samples;
using static PayHooks.Tests.Providers.Facts.PresetFacts;

namespace PayHooks.Tests.Providers.Facts;

/// <summary>What makes two deliveries the same event. A changed identity makes every repeated delivery a new event.</summary>
public sealed class IdentityTests
{
    private const string Golden = "tests/PayHooks.Tests/Providers/identities.golden.txt";
    private const string Regenerate = "PAYHOOKS_WRITE_GOLDEN";

    [Fact]
    public void The_event_ids_of_all_samples_are_frozen()
    {
        var ids = new StringBuilder();
        foreach (var name in SampleCatalog.Providers.Order(StringComparer.Ordinal))
        {
            var descriptor = new ProviderRegistry().Find(name)!;
            var provider = Provider(name);
            foreach (var sample in SampleCatalog.Events(name).OrderBy(sample => sample.Name, StringComparer.Ordinal))
            {
                var secret = descriptor.SecretForm.StartsWith("user:", StringComparison.Ordinal) ? "user:password-of-the-source"
                    : new string('a', 64);
                var signed =
                    provider.Sign(SampleCatalog.Create(sample, new Random(7), Samples.Now), new Secret(0, secret), Samples.Now,
                    "https://shop.example.com/");
                var body = provider.Split(signed.Body).DefaultIfEmpty(signed.Body).First();
                var identity = provider.Read(body, Samples.Header(signed)).Identity ?? EventIds.BodyIdentity(body.Span);
                ids.Append(name).Append(' ').Append(sample.Name).Append(' ').Append(EventIds.Create("shop", identity)).Append('\n');
            }
        }

        if (Environment.GetEnvironmentVariable(Regenerate) == "1")
        {
            File.WriteAllText(Repository.PathOf(Golden), ids.ToString());
        }

        var known = Repository.Read(Golden).Split('\n').ToHashSet(StringComparer.Ordinal);
        var changed = ids.ToString().Split('\n').Where(line => !known.Contains(line)).ToArray();
        Assert.True(changed.Length == 0,
            $"The event ids of {changed.Length} samples changed, first: {changed.FirstOrDefault()}. Events that are stored under the old "
                + "ids would be handled again "
            + $"when the provider repeats them. If the samples changed and not the identity, run this test once with {Regenerate}=1.");
    }

    [Theory]
    [InlineData("stripe", """{"id":"evt_1","type":"TYPE","data":{"object":{"status":"succeeded"}}}""", "refund.created", "refund.updated")]
    [InlineData("x-signature", """{"id":"pay_1","event":"TYPE"}""", "payment.failed", "payment.completed")]
    [InlineData("chargily", """{"id":"evt_1","type":"TYPE"}""", "checkout.failed", "checkout.paid")]
    [InlineData("square", """{"event_id":"evt_1","type":"TYPE"}""", "payment.created", "payment.updated")]
    [InlineData("flutterwave", """{"id":"evt_1","type":"TYPE"}""", "charge.completed", "refund.completed")]
    public void One_id_with_two_types_is_two_events(string provider, string body, string first, string second)
    {
        EventFacts Of(string type) => Read(provider, body.Replace("TYPE", type, StringComparison.Ordinal));

        Assert.NotEqual(Of(first).Identity, Of(second).Identity);
        Assert.Equal(Of(first).Identity, Of(first).Identity);
        Assert.Equal(Of(first).ProviderEventId, Of(second).ProviderEventId);
    }

    [Theory]
    [InlineData("""{"type":"payment.succeeded"}""", "msg_1|payment.succeeded")]
    [InlineData("""{"data":{"id":"p"}}""", "msg_1")]
    [InlineData("""{"kind":"x"}""", "msg_1")]
    public void The_id_in_a_header_counts_without_a_type_too(string body, string identity) =>
        Assert.Equal(identity, Read("standard-webhooks", body, _ => "msg_1").Identity);

    [Fact]
    public void A_map_of_types_does_not_change_the_identity()
    {
        const string body = """{"id":"evt_1","type":"charge.captured","data":{"object":{}}}""";
        var descriptor = new ProviderRegistry().Find("stripe")!;
        var mapped = descriptor.Create(Samples.Source(descriptor, "whsec_of-the-shop") with
        {
            Scheme = Samples.Scheme("""{ "event": { "types": { "charge.captured": "payment.succeeded" } } }"""),
        }).Read(Samples.Utf8(body));

        Assert.Equal((EventTypes.PaymentSucceeded, Read("stripe", body).Identity), (mapped.Type, mapped.Identity));
    }

    [Fact]
    public void Midtrans_tells_refunds_of_one_order_apart_and_knows_the_confirmation_of_one()
    {
        var (one, two, equal) = (Refund("5000.00", ""), Refund("9000.00", ""), Refund("10000.00", ""));

        Assert.Equal(3, new[] { one, two, equal }.Distinct().Count());
        Assert.Equal(one, Refund("5000.00", ",\"bank_confirmed_at\":\"2026-01-15 12:00:00\""));

        static string? Refund(string total, string more) => Read("midtrans",
            $$"""{"order_id":"o-1","status_code":"200","gross_amount":"90000.00","transaction_status":"partial_refund","refund_amount":"{{total}}","refunds":[{"refund_amount":"5000.00"{{more}}}]}""").Identity;
    }

    [Theory]
    [InlineData("A1", "200", "10000.00", RejectionReason.None)]
    [InlineData("A120", "010", "000.00", RejectionReason.BodyUnreadable)]
    [InlineData("A12", "001", "0000.00", RejectionReason.BodyUnreadable)]
    [InlineData("A", "1200", "10000.00", RejectionReason.BodyUnreadable)]
    [InlineData("A1200100", "00.", "00", RejectionReason.BodyUnreadable)]
    public void A_signed_text_of_Midtrans_can_be_split_in_one_way_only(string order, string code, string amount, RejectionReason reason)
    {
        const string key = "server-key-of-the-shop";
        var signature = Convert.ToHexStringLower(System.Security.Cryptography.SHA512.HashData(Samples.Utf8("A120010000.00" + key)));
        var body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string>
        {
            ["order_id"] = order,
            ["status_code"] = code,
            ["gross_amount"] = amount,
            ["transaction_status"] = "settlement",
            ["signature_key"] = signature,
        });
        var descriptor = new ProviderRegistry().Find("midtrans")!;

        Assert.Equal(reason, descriptor.Create(Samples.Source(descriptor, key)).Verify(Samples.Delivery(body)).Reason);
    }
}
