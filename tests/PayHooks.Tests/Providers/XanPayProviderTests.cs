using PayHooks.Verification;
using PayHooks.Verification.XanPay;

namespace PayHooks.Tests.Providers;

public sealed class XanPayProviderTests : HeaderSchemeContract
{
    protected override ProviderDescriptor Descriptor => XanPayProvider.Descriptor;

    protected override string SecretText => "xanpay-user:p@ss:word";

    protected override string OtherSecretText => "xanpay-user:p@ss:wore";

    protected override string HeaderName => "Authorization";

    protected override byte[][] Bodies { get; } = [Samples.Body("xanpay/charge-completed.json")];

    protected override void ReadPayloads(byte[] body)
    {
        var orders = Samples.Payload(body, XanPayNotification.Json)?.Payload;
        _ = orders?.DecodedNotifyPayload;
    }

    // Not the body but the credentials are what proves who sent it.
    protected override IEnumerable<Delivery> Altered(SignedBody genuine)
    {
        var secret = Samples.Utf8(SecretText);
        return Enumerable.Range(0, secret.Length)
            .Select(at => "Basic " + Convert.ToBase64String(Samples.Flipped(secret, at)))
            .Append("Basic " + Convert.ToBase64String(secret[..^1]))
            .Append("Basic " + Convert.ToBase64String([.. secret, 0]))
            .Select(value => Samples.Delivery(genuine.Body, (HeaderName, value)));
    }

    [Theory]
    [InlineData("xanpay-user:p@ss:word", "Basic eGFucGF5LXVzZXI6cEBzczp3b3Jk")]
    [InlineData("Aladdin:open sesame", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")]
    [InlineData("Aladdin:open sesame", "bAsIc   QWxhZGRpbjpvcGVuIHNlc2FtZQ==")]
    [InlineData("test:123£", "Basic dGVzdDoxMjPCow==")]
    public void Accepts_the_credentials_of_the_standards(string secret, string header) =>
        Assert.Equal(
            Verdict.Genuine(VerificationLevel.Credentials, 0),
            Provider(secret).Verify(Samples.Delivery(Bodies[0], ("authorization", header))));

    [Theory]
    [InlineData("Bearer eGFucGF5LXVzZXI6cEBzczp3b3Jk")]
    [InlineData("Basic")]
    [InlineData("BasiceGFucGF5LXVzZXI6cEBzczp3b3Jk")]
    [InlineData("Basic eGFucGF5LXVzZXI6cEBzczp3b3J")]
    [InlineData("Basic eGFucGF5 LXVzZXI6cEBzczp3b3Jk")]
    [InlineData("Basic bm9jb2xvbg==")]
    [InlineData("Basic eGFucGF5LXVzZXI6cEBzczp3b3Jk, Basic eGFucGF5LXVzZXI6cEBzczp3b3Jk")]
    public void Refuses_what_is_not_basic(string header) =>
        Assert.Equal(RejectionReason.SignatureMalformed, Provider().Verify(Samples.Delivery(Bodies[0], ("Authorization", header))).Reason);

    [Fact]
    public void Says_what_was_checked_and_what_was_seen()
    {
        Assert.Equal("header 'Authorization' is missing", Provider().Verify(Samples.Delivery(Bodies[0])).Detail);
        Assert.Equal("header 'Authorization' does not begin with 'Basic '", Provider().Verify(Resigned(Genuine(), "Bearer x")).Detail);
        Assert.Equal(
            "the user:password pair in header 'Authorization' does not match with the secret",
            Provider(OtherSecretText).Verify(Samples.Delivery(Genuine())).Detail);
    }

    [Fact]
    public void Asks_for_credentials_in_the_words_of_the_standard() =>
        Assert.Equal(
            KeyValuePair.Create("WWW-Authenticate", "Basic realm=\"webhooks\", charset=\"UTF-8\""),
                Assert.Single(Descriptor.ChallengeHeaders));

    [Fact]
    public void Tells_how_to_mend_a_secret_without_colon_and_never_repeats_it()
    {
        var exception = Assert.Throws<FormatException>(() => Provider(SecretText, "only-a-password"));

        Assert.Equal("secret 1 has no ':'; write it as user:password", exception.Message);
    }

    [Fact]
    public void Reads_the_facts_of_a_charge() =>
        Assert.Equal(
            new EventFacts
            {
                Identity = "609c80f6a5b44800116d7c16|completed",
                Type = EventTypes.PaymentSucceeded,
                ProviderType = "completed",
                Resource = new Resource("609c80f6a5b44800116d7c16", "251"),
                Subject = new Subject(SubjectKind.Payment, "609c80f6a5b44800116d7c16"),
                Amount = Amount.Read("100", "SGD", AmountUnit.Major),
                OccurredAt = new DateTimeOffset(2021, 4, 12, 11, 25, 57, 504, TimeSpan.Zero),
            },
            Provider().Read(Bodies[0]));

    [Fact]
    public void Keeps_the_identity_frozen() =>
        Assert.Equal("evt_bxavnis5u3ymsugouuba6c5jf5", EventIds.Create("xanpay", Provider().Read(Bodies[0]).Identity!));

    [Theory]
    [InlineData("completed", EventTypes.PaymentSucceeded)]
    [InlineData("pending", EventTypes.PaymentPending)]
    [InlineData("expired", EventTypes.PaymentExpired)]
    [InlineData("cancelled", EventTypes.PaymentCanceled)]
    [InlineData("canceled", EventTypes.PaymentCanceled)]
    [InlineData("disputed", EventTypes.Unrecognised)]
    public void Maps_statuses(string status, string type)
    {
        var facts = Provider()
            .Read(Samples.Utf8($$$"""{"reason":"charge_status_updated","payload":{"chargeId":"c","status":"{{{status}}}"}}"""));

        Assert.Equal((type, status, $"c|{status}"), (facts.Type, facts.ProviderType, facts.Identity));
    }

    [Fact]
    public void Recognises_a_status_that_recurs_as_a_repeat_and_the_next_status_as_another_event()
    {
        EventFacts Read(string status, int hour) => Provider().Read(Samples.Utf8(
            $$$"""{"timestamp":"2026-01-01T{{{hour}}}:00:00Z","reason":"charge_status_updated","payload":{"chargeId":"c","status":"{{{status}}}"}}"""));

        Assert.Equal(Read("expired", 10).Identity, Read("expired", 11).Identity);
        Assert.NotEqual(Read("expired", 11).Identity, Read("completed", 12).Identity);
    }

    [Fact]
    public void Does_not_take_another_notice_about_a_charge_for_its_status()
    {
        var facts = Provider().Read(Samples.Utf8("""{"reason":"refund_status_updated","payload":{"chargeId":"c","status":"completed"}}"""));

        Assert.Equal((EventTypes.Unrecognised, null, "c"), (facts.Type, facts.Identity, facts.Resource.Id));
    }

    [Fact]
    public void Reads_a_notice_without_status_as_unrecognised_with_its_reason()
    {
        var facts = Provider().Read(Samples.Utf8("""{"reason":"charge_status_updated","payload":{"chargeId":"c"}}"""));

        Assert.Equal((EventTypes.Unrecognised, "charge_status_updated", null), (facts.Type, facts.ProviderType, facts.Identity));
    }

    [Theory]
    [InlineData("eyJvcmRlcklkIjogIjI1MSJ9", "251")]
    [InlineData("{\\\"orderId\\\":251}", "251")]
    [InlineData("eyJvcmRlciI6MX0=", null)]
    [InlineData("eyJvcmRlciI6MX0", null)]
    [InlineData("WzFd", null)]
    [InlineData("order 251", null)]
    [InlineData("", null)]
    public void Takes_the_order_id_out_of_the_merchants_own_payload(string notifyPayload, string? reference) =>
        Assert.Equal(
            reference,
            Provider().Read(Samples.Utf8($$$"""{"payload":{"notifyPayload":"{{{notifyPayload}}}"}}""")).Resource.MerchantReference);
}
