using PayHooks.Verification;
using PayHooks.Verification.Samples;

namespace PayHooks.Tests.Providers.Presets;

public sealed class StandardWebhooksTests : PresetContract
{
    // standard-webhooks/standard-webhooks libraries/*/webhook tests: the same in every language.
    private const string Published = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Payload = """{"test": 2432232314}""";
    private const string Right = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    private const string Wrong = "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=";
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const long SignedAt = 1614265330;

    protected override string Name => "standard-webhooks";

    protected override string HeaderName => "webhook-signature";

    protected override string? EventIdAt => null;

    protected override IEnumerable<Vector> Vectors =>
    [
        Of("sign function works", Right),
        Of("verification works with signature prefix", Right) with { Secret = "whsec_" + Published },
        Of("multi sig payload is valid", $"{Wrong} v2,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc= {Right} {Wrong}"),
        Of("MultiSigPayloadValidSignatureLast", $"{Wrong} {Right}"),
        Of("an asymmetric signature beside it",
            $"v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg== {Right}"),
        Of("Svix's own headers", Right, family: "svix"),
        Of("Svix's own headers, several signatures", $"{Wrong} {Right}", family: "svix"),
        Of("Svix csharp WebhookTest: a large payload", "v1,NTItnqyWMoFhk2Bbe5V/BMdcFRWgcSQaTgqLHX7FC7c=",
            family: "svix") with { Body = new string('a', (256 * 1024) - 1) },
        Of("Svix csharp WebhookTest: the largest payload", "v1,txpEUxqWZJ5nteTnymUVa+7C4NHpBeXJ6CsBAW0c3/A=",
            family: "svix") with { Body = new string('a', 1024 * 1024) },
        new("docs.svix.com receiving/verifying-payloads/how-manual", "whsec_plJ3nmyCDGBKInavdOK15jsl",
            """{"event_type":"ping","data":{"success":true}}""",
            "svix-id: msg_loFOjxBNrRLzqYUf", "svix-timestamp: 1731705121",
                "svix-signature: v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=") { At = 1731705121 },
        Of("at the edge of the tolerance", Right) with { At = SignedAt + 300 },
        Of("old timestamp fails", Right) with { At = SignedAt + 301, IsGenuine = false },
        Of("new timestamp fails", Right) with { At = SignedAt - 301, IsGenuine = false },
        Of("invalid signature throws error", "v1,dawfeoifkpqwoekfpqoekf") with { IsGenuine = false },
        Of("invalid signature throws error (C#)", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLawdd") with { IsGenuine = false },
        Of("partial signature throws error", Right[..8]) with { IsGenuine = false },
        Of("partial signature throws error, empty", "v1,") with { IsGenuine = false },
        Of("only another version", Right.Replace("v1,", "v2,", StringComparison.Ordinal)) with { IsGenuine = false },
        Of("without a version", Right[3..]) with { IsGenuine = false },
        Of("another id", Right, id: "msg_p5jXN8AQM9LWM0D4loKWxJel") with { IsGenuine = false },
        Of("another body", Right) with { Body = """{"test":2432232314}""", IsGenuine = false },
        Of("another secret", Right) with { Secret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD", IsGenuine = false },
        Of("missing id raises error", Right, without: "id"),
        Of("missing timestamp raises error", Right, without: "timestamp"),
        Of("missing signature raises error", Right, without: "signature"),
        new("invalid timestamp throws error", Published, Payload, $"webhook-id: {Id}", "webhook-timestamp: hello",
            $"webhook-signature: {Right}") { IsGenuine = false, At = SignedAt },
    ];

    protected override IEnumerable<ExpectedFacts> Facts =>
    [
        new("payment.succeeded", "data.id", "data.reference", "data.amount", "USD"),
        new("refund.succeeded", "data.id", "data.reference", "data.amount", "USD"),
        new("customer.created", "data.id", null, null, null),
    ];

    [Fact]
    public override void Knows_a_repeat_by_what_is_authenticated()
    {
        var (once, again) = (Genuine(), Provider().Sign(Bodies[0], new Secret(0, SecretText), Samples.Now.AddMinutes(1)));
        var id = once.Headers.Single(header => header.Key == "webhook-id").Value;

        Assert.Equal(($"{id}|payment.succeeded", id), (Read(once).Identity, Read(once).ProviderEventId));
        Assert.NotEqual(SampleCatalog.Create(SampleCatalog.Events(Name)[0], new Random(8), Samples.Now), Bodies[0]);
        Assert.Equal("webhook-id", Provider().RetainedHeaders[0]);
        Assert.NotEmpty(again.Headers);
    }

    [Fact]
    public void Believes_no_id_that_another_header_family_claims()
    {
        var genuine = Genuine();
        var headers =
            genuine.Headers.Select(header => (Name: header.Key.Replace("webhook-", "svix-", StringComparison.Ordinal), header.Value))
            .ToArray();

        Assert.True(Provider().Verify(Samples.Delivery(genuine.Body, headers)).IsGenuine);
        Assert.False(Provider().Verify(Samples.Delivery(genuine.Body, [.. headers, ("webhook-id", "msg_forged")])).IsGenuine);
    }

    [Theory]
    [InlineData("svix")]
    [InlineData("standard_webhooks")]
    public void Answers_to_its_other_name(string name) => Assert.Equal("standard-webhooks", new ProviderRegistry().Find(name)?.Name);

    private static Vector Of(string what, string signature, string family = "webhook", string id = Id, string? without = null)
    {
        var headers = new[] { $"{family}-id: {id}", $"{family}-timestamp: {SignedAt}", $"{family}-signature: {signature}" };
        return new Vector($"standard-webhooks webhook.test.ts: {what}", Published, Payload,
            [.. headers.Where(header => without is null || !header.StartsWith($"{family}-{without}", StringComparison.Ordinal))])
        {
            At = SignedAt,
            IsGenuine = without is null,
        };
    }
}
