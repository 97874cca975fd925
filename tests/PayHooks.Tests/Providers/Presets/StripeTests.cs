namespace PayHooks.Tests.Providers.Presets;

public sealed class StripeTests : PresetContract
{
    private const string Digest = "2220f87ef101a04665f11cdf770523143f875572008577fa0f20882ddb9cc3c7";
    private const string Other = "63f3a72374a733066c4be69ed7f8e5ac85c22c9f0a6a612ab9a025a9e4ee7eef";
    private const long SignedAt = 1533204620;

    // stripe-dotnet src/StripeTests/Resources/event_test_signature.json: 484 bytes, with the line feed at its end.
    private static readonly string Fixture =
        """
        {
          "id": "evt_123",
          "object": "event",
          "account": "acct_123",
          "api_version": "2017-05-25",
          "created": 1533204620,
          "data": {
            "object": {
              "id": "cus_123",
              "object": "customer",
              "created": 123456789,
              "email": "test@stripe.com",
              "livemode": false,
              "metadata": {}
            }
          },
          "livemode": false,
          "pending_webhooks": 1,
          "request": {
            "id": "req_123",
            "idempotency_key": "idempotency-key-123"
          },
          "type": "customer.created"
        }

        """.ReplaceLineEndings("\n");

    protected override string Name => "stripe";

    protected override string HeaderName => "Stripe-Signature";

    protected override string? EventIdAt => "id";

    protected override IEnumerable<Vector> Vectors =>
    [
        Published("ConstructEvent", $"t={SignedAt},v1={Digest},v0={Other}", SignedAt + 100),
        Published("several v1, the right one first", $"t={SignedAt},v1={Digest},v1={Other}", SignedAt),
        Published("several v1, the right one last", $"t={SignedAt},v1={Other},v1={Digest}", SignedAt),
        Published("beside one that is not a signature (stripe-python test_header_contains_valid_signature)",
            $"t={SignedAt},v1={Digest},v1=bad_signature", SignedAt),
        Published("the same, the other way round", $"t={SignedAt},v1=bad_signature,v1={Digest}", SignedAt),
        Published("the signature before the time", $"v1={Digest},t={SignedAt}", SignedAt),
        Published("white space between the entries", $"t={SignedAt}, v1={Digest}", SignedAt),
        Published("in capitals", $"t={SignedAt},v1={Digest.ToUpperInvariant()}", SignedAt),
        Published("at the edge of the tolerance", $"t={SignedAt},v1={Digest}", SignedAt + 300),
        Published("before its time, within the tolerance", $"t={SignedAt},v1={Digest}", SignedAt - 299),
        Published("RejectOutdatedTimestamp", $"t={SignedAt},v1={Digest}", SignedAt + 400) with { IsGenuine = false },
        Published("stripe-php testTimestampTooRecent", $"t={SignedAt},v1={Digest}", SignedAt - 400) with { IsGenuine = false },
        Published("RejectIncorrectSignature", $"t={SignedAt},v1={Digest}", SignedAt) with { Body = Fixture + "this_changes_the_json",
            IsGenuine = false },
        Published("without the final line feed", $"t={SignedAt},v1={Digest}", SignedAt) with { Body = Fixture.TrimEnd(),
            IsGenuine = false },
        Published("another time", $"t={SignedAt + 1},v1={Digest}", SignedAt) with { IsGenuine = false },
        Published("another secret", $"t={SignedAt},v1={Digest}", SignedAt) with { Secret = "webhook_secreT", IsGenuine = false },
        Published("NoV1Signatures", $"t={SignedAt},v0={Digest}", SignedAt) with { IsGenuine = false },
        .. new[] { $"t=,v1={Digest},v0={Other}", "t,v1=,v0=", "t,v1=,v0", "t,v1=,", "t,,", ",,", "t", "bad_header",
            "i'm not even a real signature header", $"v1={Digest}", $"t={SignedAt}", "t=1234,v1=invalidsignature" }
            .Select(header =>
                Published($"ValidateSignatureHandlesIncorrectHeaderValues '{header}'", header, SignedAt) with { IsGenuine = false }),
    ];

    protected override IEnumerable<ExpectedFacts> Facts =>
    [
        new("payment_intent.succeeded/partly-captured", "data.object.id", "data.object.metadata.order_id", "data.object.amount_received",
            "EUR"),
        new("payment_intent.succeeded/isk", "data.object.id", "data.object.metadata.order_id", "data.object.amount_received", "ISK"),
        new("payment_intent.succeeded/kwd", "data.object.id", "data.object.metadata.order_id", "data.object.amount_received", "KWD"),
        new("refund.created", "data.object.id", "data.object.metadata.order_id", "data.object.amount", "EUR"),
        new("charge.dispute.created", "data.object.id", null, "data.object.amount", "EUR"),
        new("invoice.paid", "data.object.id", null, "data.object.amount_due", "EUR"),
        new("customer.created", "data.object.id", null, null, null),
    ];

    [Fact]
    public void The_fixture_is_the_published_one() => Assert.Equal(484, Fixture.Length);

    [Fact]
    public void Takes_an_event_with_another_copy_of_the_same_id_for_a_repeat()
    {
        var body = Samples.Text(Genuine());
        var changed = Provider()
            .Read(Samples.Utf8(body.Replace("\"pending_webhooks\":1", "\"pending_webhooks\":2", StringComparison.Ordinal)));

        Assert.NotEqual(body, body.Replace("\"pending_webhooks\":1", "\"pending_webhooks\":2", StringComparison.Ordinal));
        Assert.Equal(Read(Genuine()).Identity, changed.Identity);
    }

    private static Vector Published(string what, string header, long at) =>
        new($"stripe-dotnet EventUtilityTest: {what}", "webhook_secret", Fixture, $"Stripe-Signature: {header}") { At = at };
}
