namespace PayHooks.Tests.Providers.Presets;

public sealed class LemonSqueezyTests : PresetContract
{
    private const string Order = """{"meta":{"event_name":"order_created"},"data":{"type":"orders","id":"1","attributes":{"status":"paid","total":999,"currency":"USD"}}}""";
    private const string Digest = "b95a29ddf03e556e5724250eba27c3c9d81b7439fefff6baa95e15d8224baa64";

    protected override string Name => "lemon-squeezy";

    protected override string HeaderName => "X-Signature";

    protected override string? EventIdAt => null;

    // Lemon Squeezy prints no key beside a signature; these were computed with Python's hmac.
    protected override IEnumerable<Vector> Vectors =>
    [
        new("HMAC-SHA256 of the body", "lemon-secret", Order, $"X-Signature: {Digest}"),
        new("with the name of the event", "lemon-secret", Order, $"x-signature: {Digest}", "x-event-name: order_created"),
        new("another body", "lemon-secret", Order.Replace("999", "998", StringComparison.Ordinal),
            $"X-Signature: {Digest}") { IsGenuine = false },
        new("another secret", "lemon-secre", Order, $"X-Signature: {Digest}") { IsGenuine = false },
        new("with a prefix that it has not", "lemon-secret", Order, $"X-Signature: sha256={Digest}") { IsGenuine = false },
    ];

    protected override IEnumerable<ExpectedFacts> Facts =>
    [
        new("order_created", "data.id", "meta.custom_data.order_id", "data.attributes.total", "USD"),
        new("order_refunded", "data.id", "meta.custom_data.order_id", null, null),
        new("subscription_payment_refunded", "data.id", "meta.custom_data.order_id", null, null),
        new("dispute_created", "data.id", null, null, null),
        new("subscription_payment_success", "data.id", "meta.custom_data.order_id", "data.attributes.total", "USD"),
        new("subscription_created", "data.id", "meta.custom_data.order_id", null, null),
    ];

    [Fact]
    public void Tells_test_from_live()
    {
        var text = Samples.Text(Genuine());

        Assert.False(Provider().Read(Samples.Utf8(text)).Livemode);
        Assert.True(Provider()
            .Read(Samples.Utf8(text.Replace("\"test_mode\":true", "\"test_mode\":false", StringComparison.Ordinal))).Livemode);
        Assert.Null(Provider().Read(Samples.Utf8(Order)).Livemode);
    }
}
