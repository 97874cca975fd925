using PayHooks.Verification;
using PayHooks.Verification.XSignature;

namespace PayHooks.Tests.Providers;

public sealed class XSignatureProviderTests : HeaderSchemeContract
{
    private const string Hex = "38f294111a9338e9d7cc0788b79d3092b62b2e4bad3059bd7aa0bd3a194d7bbf";
    private const string Base64 = "OPKUERqTOOnXzAeIt50wkrYrLkutMFm9eqC9OhlNe78=";

    protected override ProviderDescriptor Descriptor => XSignatureProvider.Descriptor;

    protected override string SecretText => "whsec_generic_test";

    protected override string OtherSecretText => "whsec_generic_other";

    protected override string HeaderName => "X-Signature";

    protected override byte[][] Bodies { get; } = [Samples.Body("x-signature/payment-completed.json")];

    protected override void ReadPayloads(byte[] body) => Samples.Payload(body, XSignatureEvent.Json);

    private Verdict Verify(SourceSettings settings, params (string, string)[] headers) =>
        Descriptor.Create(settings).Verify(Samples.Delivery(Bodies[0], headers));

    [Theory]
    [InlineData(Hex)]
    [InlineData(Base64)]
    [InlineData("sha256=" + Hex)]
    [InlineData("sha256=" + Base64)]
    public void Accepts_hexadecimal_and_base64_with_and_without_the_algorithms_name(string signature) =>
        Assert.True(Verify(Source(SecretText), ("x-signature", signature)).IsGenuine);

    [Theory]
    [InlineData("hex", Base64)]
    [InlineData("base64", Hex)]
    public void Refuses_another_encoding_than_the_configured_one(string encoding, string signature) =>
        Assert.Equal(
            RejectionReason.SignatureMalformed,
            Verify(Source(SecretText) with { Encoding = encoding }, ("X-Signature", signature)).Reason);

    [Theory]
    [InlineData("sha1", "hex", 40)]
    [InlineData("sha1", "base64", 28)]
    [InlineData("sha256", "hex", 64)]
    [InlineData("sha384", "auto", 96)]
    [InlineData("sha384", "base64", 64)]
    [InlineData("SHA512", "Hex", 128)]
    [InlineData("sha512", "base64", 88)]
    public void Verifies_what_it_signs_with_every_algorithm_and_encoding(string algorithm, string encoding, int length)
    {
        var settings = Source(SecretText) with { Algorithm = algorithm, Encoding = encoding, Header = "X-Hook", Prefix = "v1:" };
        var signed = Descriptor.Create(settings).Sign(Bodies[0], new Secret(0, SecretText), Samples.Now);

        Assert.Equal("X-Hook", signed.Headers[0].Key);
        Assert.Equal(length + "v1:".Length, signed.Headers[0].Value.Length);
        Assert.True(Descriptor.Create(settings).Verify(Samples.Delivery(signed)).IsGenuine);
        Assert.True(Descriptor.Create(settings with { Encoding = "auto" }).Verify(Samples.Delivery(signed)).IsGenuine);
    }

    [Fact]
    public void Requires_a_prefix_that_is_configured()
    {
        var settings = Source(SecretText) with { Prefix = "sha256=" };

        Assert.True(Verify(settings, ("X-Signature", "sha256=" + Hex)).IsGenuine);
        Assert.Equal(RejectionReason.SignatureMalformed, Verify(settings, ("X-Signature", Hex)).Reason);
        Assert.False(Verify(settings with { Prefix = "" }, ("X-Signature", "sha256=" + Hex)).IsGenuine);
    }

    [Theory]
    [InlineData(0, RejectionReason.None)]
    [InlineData(-300, RejectionReason.None)]
    [InlineData(300, RejectionReason.None)]
    [InlineData(-301, RejectionReason.TimestampStale)]
    [InlineData(301, RejectionReason.TimestampStale)]
    public void Refuses_a_signed_time_that_is_too_far_away_in_either_direction(int seconds, RejectionReason reason)
    {
        var provider = Descriptor.Create(Source(SecretText) with { TimestampHeader = "X-Time" });
        var signed = provider.Sign(Bodies[0], new Secret(0, SecretText), Samples.Now.AddSeconds(seconds));

        Assert.Equal(reason, provider.Verify(Samples.Delivery(signed)).Reason);
    }

    [Fact]
    public void Signs_the_time_a_dot_and_the_body()
    {
        var settings = Source(SecretText) with { TimestampHeader = "X-Time", Tolerance = TimeSpan.FromHours(1) };
        foreach (var time in new[] { "1768478400", "1768478400123", "2026-01-15T12:00:00Z", "2026-01-15T13:00:00.5+01:00" })
        {
            var mac = System.Security.Cryptography.HMACSHA256.HashData(Samples.Utf8(SecretText),
                (byte[])[.. Samples.Utf8(time + "."), .. Bodies[0]]);
            var signature = ("X-Signature", Convert.ToHexString(mac));
            Assert.Equal(Verdict.Genuine(VerificationLevel.Signature, 0), Verify(settings, signature, ("X-Time", time)));
            Assert.Equal(RejectionReason.SignatureMismatch, Verify(settings, signature, ("X-Time", "1768478401")).Reason);
            Assert.Equal(RejectionReason.TimestampMissing, Verify(settings, signature).Reason);
            Assert.Equal(RejectionReason.TimestampMissing, Verify(settings, signature, ("X-Time", "noon")).Reason);
            Assert.Equal(RejectionReason.SignatureRepeated, Verify(settings, signature, ("X-Time", time), ("X-Time", time)).Reason);
        }
    }

    public static TheoryData<SourceSettings, string> BadSettings
    {
        get
        {
            var good = Samples.Source(XSignatureProvider.Descriptor, "whsec_generic_test");
            return new TheoryData<SourceSettings, string>
            {
                { good with { Algorithm = "md5" }, "Algorithm must be sha1, sha256, sha384 or sha512." },
                { good with { Encoding = "base32" }, "Encoding must be hex, base64 or auto." },
                { good with { Header = "X Signature" },
                    "Header must be the name of a header: letters, digits and '-', for example X-Signature." },
                { good with { TimestampHeader = "X:Time" },
                    "TimestampHeader must be the name of a header: letters, digits and '-', for example X-Signature." },
                { good with { TimestampHeader = "x-signature" }, "TimestampHeader must not be the header that holds the signature." },
                { good with { Tolerance = TimeSpan.Zero }, "Tolerance must be longer than zero, for example 00:05:00." },
                { good with { Prefix = "a\nb" }, "Prefix must be printable ASCII, for example sha256=." },
            };
        }
    }

    [Theory]
    [MemberData(nameof(BadSettings), DisableDiscoveryEnumeration = true)]
    public void Says_what_is_allowed_when_a_setting_does_not_fit(SourceSettings settings, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => Descriptor.Create(settings)).Message);

    [Fact]
    public void Reads_the_facts_of_a_payment() =>
        Assert.Equal(
            new EventFacts
            {
                Identity = "evt_123|payment.completed",
                ProviderEventId = "evt_123",
                Type = EventTypes.PaymentSucceeded,
                ProviderType = "payment.completed",
                Resource = new Resource("pay_123", null),
                Subject = new Subject(SubjectKind.Payment, "pay_123"),
                Amount = Amount.Read("1000", "USD", AmountUnit.Unknown),
            },
            Provider().Read(Bodies[0]));

    [Fact]
    public void Tells_the_notices_of_one_id_apart_by_their_type_texts()
    {
        EventFacts Read(string type) => Provider().Read(Samples.Utf8($$$"""{"id":"pay_1","event":"{{{type}}}","data":{"amount":1}}"""));

        Assert.NotEqual(Read("payment.failed").Identity, Read("payment.completed").Identity);
        Assert.NotEqual(Read("vendor.one").Identity, Read("vendor.two").Identity);
        Assert.Equal(Read("payment.failed").Identity, Read("payment.failed").Identity);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("minor", "10.00")]
    [InlineData("major", "1000.00")]
    public void Has_no_value_of_an_amount_until_the_source_names_the_unit(string? unit, string? value)
    {
        var settings = Source(SecretText) with { Scheme = unit is null ? [] : Samples.Scheme($$$"""{"event":{"unit":"{{{unit}}}"}}""") };

        var amount = Descriptor.Create(settings).Read(Bodies[0]).Amount!;

        Assert.Equal((value, "1000"), (amount.Value?.ToString(System.Globalization.CultureInfo.InvariantCulture), amount.ProviderText));
    }

    [Fact]
    public void Keeps_the_identity_frozen() =>
        Assert.Equal("evt_i6vxttmchysnu6vwpt5osym7zw", EventIds.Create("x_signature", Provider().Read(Bodies[0]).Identity!));

    [Theory]
    [InlineData("payment.completed", EventTypes.PaymentSucceeded)]
    [InlineData("payment.failed", EventTypes.PaymentFailed)]
    [InlineData("refund.initiated", EventTypes.RefundPending)]
    [InlineData("refund.completed", EventTypes.RefundSucceeded)]
    [InlineData("customer.created", "customer.created")]
    [InlineData("customer.updated", "customer.updated")]
    [InlineData("customer.", EventTypes.Unrecognised)]
    [InlineData("customer.<b>", EventTypes.Unrecognised)]
    [InlineData("payment.succeeded", EventTypes.Unrecognised)]
    public void Maps_types(string type, string common)
    {
        foreach (var name in new[] { "event", "type", "event_type" })
        {
            var facts = Provider().Read(Samples.Utf8($$"""{"{{name}}":"{{type}}"}"""));
            Assert.Equal((common, type), (facts.Type, facts.ProviderType));
        }
    }

    [Fact]
    public void Takes_the_first_of_the_names_that_gateways_use()
    {
        var facts = Provider().Read(Samples.Utf8(
            """{"event":"a","type":"b","id":7,"event_id":"e","livemode":true,"created_at":"2026-01-15T12:00:00+02:00","data":{"id":"d","payment_id":"p","amount":"1.50"}}"""));

        Assert.Equal(("a", "7|a", "d", true), (facts.ProviderType, facts.Identity, facts.Resource.Id, facts.Livemode));
        Assert.Equal(Amount.Read("1.50", null, AmountUnit.Unknown), facts.Amount);
        Assert.Equal(Samples.Now.AddHours(-2), facts.OccurredAt);
    }

    [Theory]
    [InlineData("""{"event_id":"e","type":"x","data":{"created_at":1768478400}}""", "e|x")]
    [InlineData("""{"event_id":"e","id":"","type":"x","data":{"created_at":1768478400000}}""", "e|x")]
    [InlineData("""{"type":"x","data":{"id":"p","created_at":"1768478400"}}""", null)]
    [InlineData("""{"type":"x","id":true,"event_id":{},"created_at":1768478400}""", null)]
    public void Never_takes_an_identity_from_anywhere_but_the_bodys_own_ids(string body, string? identity)
    {
        var facts = Provider().Read(Samples.Utf8(body));

        Assert.Equal(identity, facts.Identity);
        Assert.Equal(Samples.Now, facts.OccurredAt);
    }

    [Fact]
    public void Does_not_take_the_id_of_a_body_without_type_for_an_event_id() =>
        Assert.Equal(EventFacts.Unrecognised, Provider().Read(Samples.Utf8("""{"id":"pay_1","status":"completed"}""")));
}
