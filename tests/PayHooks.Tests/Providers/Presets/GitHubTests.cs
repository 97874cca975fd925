using System.Globalization;

namespace PayHooks.Tests.Providers.Presets;

public sealed class GitHubTests : PresetContract
{
    private const string Hearts = "{\"foo\":\"Foo\\n\\u001B[34mbar: ♥♥♥♥♥♥♥♥\\nthis-is-lost\\u001B[0m\\u001B[2K\"}";

    protected override string Name => "github";

    protected override string HeaderName => "X-Hub-Signature-256";

    protected override string? EventIdAt => null;

    protected override IEnumerable<Vector> Vectors =>
    [
        new("docs.github.com, validating webhook deliveries", "It's a Secret to Everybody", "Hello, World!",
            "X-Hub-Signature-256: sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"),
        new("octokit/webhooks-methods.js verify.test.ts", "mysecret", """{"foo":"bar"}""",
            "X-Hub-Signature-256: sha256=4864d2759938a15468b5df9ade20bf161da9b4f737ea61794142f3484236bda3"),
        new("the same: special characters (#71)", "development", Hearts,
            "X-Hub-Signature-256: sha256=afecc3caa27548bb90d51a50384cb2868b9a3327b4ad6a01c9bd4ed0f8b0b12c"),
        new("the same: an escaped sequence", "development", """{"foo":"\\u001b"}""",
            "X-Hub-Signature-256: sha256=6f8326efbacfbd04e870cea25b5652e635be8c9807f2fd5348ef60753c9e96ed"),
        new("beside the old SHA-1 header", "mysecret", """{"foo":"bar"}""",
            "X-Hub-Signature: sha1=d03207e4b030cf234e3447bac4d93add4c6643d8",
            "X-Hub-Signature-256: sha256=4864d2759938a15468b5df9ade20bf161da9b4f737ea61794142f3484236bda3"),
        new("incorrect signature", "mysecret", """{"foo":"bar"}""", "X-Hub-Signature-256: foo") { IsGenuine = false },
        new("incorrect secret", "foo", """{"foo":"bar"}""",
            "X-Hub-Signature-256: sha256=4864d2759938a15468b5df9ade20bf161da9b4f737ea61794142f3484236bda3") { IsGenuine = false },
        new("without the prefix", "mysecret", """{"foo":"bar"}""",
            "X-Hub-Signature-256: 4864d2759938a15468b5df9ade20bf161da9b4f737ea61794142f3484236bda3") { IsGenuine = false },
        new("only the old SHA-1 header", "mysecret", """{"foo":"bar"}""",
            "X-Hub-Signature: sha1=d03207e4b030cf234e3447bac4d93add4c6643d8") { IsGenuine = false },
    ];

    protected override IEnumerable<ExpectedFacts> Facts =>
    [
        new("sponsorship.created", "sponsorship.node_id", null, "sponsorship.tier.monthly_price_in_cents", "USD", HasTime: false),
        new("marketplace_purchase.purchased", "marketplace_purchase.account.id", null, null, null),
    ];

    [Fact]
    public void Believes_no_header_about_the_type()
    {
        Assert.Empty(Provider().RetainedHeaders);
        Assert.Equal("created", Read(Genuine()).ProviderType);
        Assert.Equal(EventTypes.Unrecognised, Provider().Read(Samples.Utf8("""{"action":"created","issue":{"id":1}}""")).Type);
    }

    [Theory]
    [InlineData("""{"action":"cancelled","sponsorship":{"created_at":"2024-01-15T12:00:00Z"}}""", null)]
    [InlineData("""{"action":"cancelled","effective_date":"2026-01-15T12:00:00Z","marketplace_purchase":{}}""", "2026-01-15T12:00:00Z")]
    public void The_creation_of_a_sponsorship_is_not_the_time_of_an_event(string body, string? time) =>
        Assert.Equal(time is null ? null
            : DateTimeOffset.Parse(time, CultureInfo.InvariantCulture), Provider().Read(Samples.Utf8(body)).OccurredAt);
}
