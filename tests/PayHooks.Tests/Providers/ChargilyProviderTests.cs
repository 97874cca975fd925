using PayHooks.Verification;
using PayHooks.Verification.Chargily;

namespace PayHooks.Tests.Providers;

public sealed class ChargilyProviderTests : HeaderSchemeContract
{
    private const string Key = "test_sk_0000000000000000000000000000000000000000";

    protected override ProviderDescriptor Descriptor { get; } = new ProviderRegistry().Find("chargily")!;

    protected override string SecretText => Key;

    protected override string OtherSecretText => "live_sk_1111111111111111111111111111111111111111";

    protected override string HeaderName => "signature";

    protected override byte[][] Bodies { get; } = [Samples.Body("chargily/checkout-paid.json")];

    protected override void ReadPayloads(byte[] body) => Samples.Payload(body, ChargilyCheckoutEvent.Json);

    public static TheoryData<string, string, string> Vectors => new()
    {
        { "sandbox_api_secret", "chargily/epay-v1.json", "0a616d06d0bde57337e9eb4b85d82375d30d609f959bd14685e5b79d74f74f4a" },
        { "test_secret_key", """{"id":"checkout_123","status":"paid"}""",
            "6161874d51608aff11017152c0d12fc15157f2bae73ed6ebdca8a3e3e8cb5caf" },
        {
            "test_secret_key",
            """{"id":"evt_1","type":"checkout.paid","data":{"id":"co_1","status":"paid"},"created_at":1000,"livemode":false}""",
            "078f3ec5bf4000184ac0c32dd843b91ba68d243a9f4c32ae5710316c055bf575"
        },
        { Key, "chargily/checkout-paid.json", "eea39abf08e9e5a7733d2a045228baafea6089a9ecc7c8d0f5bef8fe5511e0dd" },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Accepts_the_signatures_of_the_vendors_documents(string secret, string body, string signature)
    {
        var bytes = body[0] == '{' ? Samples.Utf8(body) : Samples.Body(body);

        Assert.Equal(Verdict.Genuine(VerificationLevel.Signature, 0),
            Provider(secret).Verify(Samples.Delivery(bytes, ("signature", signature))));
        Assert.True(Provider(secret).Verify(Samples.Delivery(bytes, ("Signature", signature.ToUpperInvariant()))).IsGenuine);
        Assert.Equal(signature, Provider(secret).Sign(bytes, new Secret(0, secret), Samples.Now).Headers[0].Value);
    }

    [Fact]
    public void Signs_the_raw_bytes_with_their_escaped_slashes()
    {
        var plain = Samples.Utf8(System.Text.Encoding.UTF8.GetString(Bodies[0]).Replace("\\/", "/", StringComparison.Ordinal));
        const string signature = "36263653332e29551c77608646bf58764be1bf05671bd858f37d217ee4fb13a3";

        Assert.True(Provider().Verify(Samples.Delivery(plain, ("signature", signature))).IsGenuine);
        Assert.False(Provider().Verify(Samples.Delivery(Bodies[0], ("signature", signature))).IsGenuine);
    }

    [Fact]
    public void Reads_the_facts_of_a_paid_checkout()
    {
        var facts = Provider().Read(Bodies[0]);

        Assert.Equal(
            new EventFacts
            {
                Identity = "01hjjjzf7wbc454te45mwx35fe|checkout.paid",
                ProviderEventId = "01hjjjzf7wbc454te45mwx35fe",
                Type = EventTypes.PaymentSucceeded,
                ProviderType = "checkout.paid",
                Resource = new Resource("01hjjj9aymmrwe664nbzrv84sg", null),
                Subject = new Subject(SubjectKind.Payment,
                    "01hjjj9aymmrwe664nbzrv84sg")
                { ChangedAt = new(2023, 12, 26, 8, 13, 38, TimeSpan.Zero) },
                Amount = Amount.Read("50000", "DZD", AmountUnit.Major),
                Livemode = false,
                OccurredAt = new DateTimeOffset(2023, 12, 26, 8, 13, 38, TimeSpan.Zero),
            },
            facts);
    }

    [Fact]
    public void Keeps_the_identity_frozen() =>
        Assert.Equal("evt_2s6ucqzn2zpuc7aqihh4t3mopq", EventIds.Create("chargily", Provider().Read(Bodies[0]).Identity!));

    [Theory]
    [InlineData("checkout.paid", EventTypes.PaymentSucceeded)]
    [InlineData("checkout.failed", EventTypes.PaymentFailed)]
    [InlineData("checkout.canceled", EventTypes.PaymentCanceled)]
    [InlineData("checkout.cancelled", EventTypes.PaymentCanceled)]
    [InlineData("checkout.expired", EventTypes.PaymentExpired)]
    [InlineData("checkout.pending", EventTypes.PaymentPending)]
    [InlineData("checkout.processing", EventTypes.PaymentPending)]
    [InlineData("checkout.refunded", EventTypes.Unrecognised)]
    [InlineData("Checkout.Paid", EventTypes.Unrecognised)]
    public void Maps_types(string type, string common)
    {
        var facts = Provider().Read(Samples.Utf8($$"""{"id":"e","type":"{{type}}"}"""));

        Assert.Equal((common, type, "e"), (facts.Type, facts.ProviderType, facts.ProviderEventId));
    }

    [Theory]
    [InlineData("""{"id":"checkout_123","status":"paid"}""")]
    [InlineData("""{"id":"checkout_123","type":7}""")]
    [InlineData("""{"ID":"e","TYPE":"checkout.paid"}""")]
    [InlineData("""["checkout.paid"]""")]
    public void Does_not_take_the_id_of_a_body_without_type_for_an_event_id(string body) =>
        Assert.Equal(EventFacts.Unrecognised, Provider().Read(Samples.Utf8(body)));

    [Theory]
    [InlineData("\"true\"", true)]
    [InlineData("\"false\"", false)]
    [InlineData("true", true)]
    [InlineData("0", false)]
    [InlineData("1", true)]
    [InlineData("\"maybe\"", null)]
    [InlineData("null", null)]
    [InlineData("{}", null)]
    public void Reads_livemode_as_text_boolean_or_number(string token, bool? livemode) =>
        Assert.Equal(livemode, Provider().Read(Samples.Utf8($$"""{"type":"x","livemode":{{token}}}""")).Livemode);

    [Theory]
    [InlineData("""{"amount":12.50,"currency":"dzd"}""", "12.50", "DZD")]
    [InlineData("""{"amount":"75","currency":"EUR"}""", "75", "EUR")]
    [InlineData("""{"amount":5}""", "5", "DZD")]
    [InlineData("""{"amount":"much"}""", null, null)]
    [InlineData("[]", null, null)]
    public void Reads_the_amount_as_its_token_reads(string data, string? value, string? currency)
    {
        var amount = Provider().Read(Samples.Utf8($$"""{"type":"x","data":{{data}}}""")).Amount;

        Assert.Equal((value, currency), (amount?.ProviderText, amount?.Currency));
    }

    [Theory]
    [InlineData(null, "header 'signature' is missing")]
    [InlineData("OPKUERqTOOnXzAeIt50wkrYrLkutMFm9eqC9OhlNe78=",
        "header 'signature': expected 64 hexadecimal digits, saw 44 characters (base64?)")]
    [InlineData("sha256=aa", "header 'signature': expected 64 hexadecimal digits, saw 9 characters (an algorithm prefix?)")]
    [InlineData("0a616d06d0bde57337e9eb4b85d82375d30d609f959bd14685e5b79d74f74f4a",
        "HMAC-SHA256 over the 792 raw body bytes does not match with any of 2 secrets")]
    public void Says_what_was_checked_and_what_was_seen(string? signature, string detail) =>
        Assert.Equal(detail, Provider(SecretText, OtherSecretText).Verify(Resigned(Genuine(), signature)).Detail);
}
