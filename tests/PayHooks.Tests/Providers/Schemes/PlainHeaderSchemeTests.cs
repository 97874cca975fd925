using PayHooks.Verification;
using PayHooks.Verification.Descriptions;

namespace PayHooks.Tests.Providers.Schemes;

/// <summary>An HMAC of the raw body in a header, with a prefix.</summary>
public sealed class PlainHeaderSchemeTests : HeaderSchemeContract
{
    private const string Scheme = """
        {
          "algorithm": "hmac-sha512",
          "signature": { "header": "X-Acme-Signature", "prefix": "sha512=" },
          "event": {
            "id": "id", "type": "event", "types": { "charge.paid": "payment.succeeded", "customer.*": "same" },
            "resource": "data.id", "amount": "data.amount", "unit": "major", "currency": "data.currency", "time": "created",
          },
        }
        """;

    protected override ProviderDescriptor Descriptor => CustomProvider.Descriptor;

    protected override string SecretText => "acme-secret-one";

    protected override string OtherSecretText => "acme-secret-two";

    protected override string HeaderName => "X-Acme-Signature";

    protected override byte[][] Bodies { get; } =
        [Samples.Utf8(
            """{"id":"evt_1","event":"charge.paid","created":1768478400,"data":{"id":"ch_1","amount":12.50,"currency":"EUR"}}""")];

    protected override SourceSettings Source(params string[] secrets) => Described.Source(Scheme, secrets);

    protected override void ReadPayloads(byte[] body)
    {
    }

    [Fact]
    public void Reads_the_facts() => Assert.Equal(
        new EventFacts
        {
            Identity = "evt_1|charge.paid",
            ProviderEventId = "evt_1",
            Type = EventTypes.PaymentSucceeded,
            ProviderType = "charge.paid",
            Resource = new Resource("ch_1", null),
            Amount = Amount.Read("12.50", "EUR", AmountUnit.Major),
            OccurredAt = Samples.Now,
        },
        Provider().Read(Bodies[0]));

    [Theory]
    [InlineData("charge.paid", EventTypes.PaymentSucceeded)]
    [InlineData("customer.created", "customer.created")]
    [InlineData("customer.<b>", EventTypes.Unrecognised)]
    [InlineData("customer.", EventTypes.Unrecognised)]
    [InlineData("Charge.Paid", EventTypes.Unrecognised)]
    public void Maps_types(string type, string common) =>
        Assert.Equal((common, type), Provider().Read(Samples.Utf8($$"""{"event":"{{type}}"}""")) is var facts
            ? (facts.Type, facts.ProviderType) : default);
}
