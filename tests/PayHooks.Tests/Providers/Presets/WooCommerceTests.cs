namespace PayHooks.Tests.Providers.Presets;

public sealed class WooCommerceTests : PresetContract
{
    private const string Order = """{"id":727,"status":"processing","currency":"USD","total":"29.35","number":"727"}""";
    private const string Digest = "Tvg4VnykGtaRKdBLzJ+zwzLAzDjGuZlZ+SU0EtysR4E=";

    protected override string Name => "woocommerce";

    protected override string HeaderName => "X-WC-Webhook-Signature";

    protected override string? EventIdAt => null;

    // WooCommerce prints no key beside a signature; these were computed with Python's hmac.
    protected override IEnumerable<Vector> Vectors =>
    [
        new("HMAC-SHA256 of the body, base64", "ck-webhook-key", Order, $"X-WC-Webhook-Signature: {Digest}"),
        new("with its other headers", "ck-webhook-key", Order, $"x-wc-webhook-signature: {Digest}", "x-wc-webhook-topic: order.updated",
            "x-wc-webhook-id: 3"),
        new("another body", "ck-webhook-key", Order.Replace("29.35", "29.34", StringComparison.Ordinal),
            $"X-WC-Webhook-Signature: {Digest}") { IsGenuine = false },
        new("another secret", "ck-webhook-kez", Order, $"X-WC-Webhook-Signature: {Digest}") { IsGenuine = false },
    ];

    protected override IEnumerable<ExpectedFacts> Facts =>
    [
        new("processing", "id", "number", "total", "EUR", HasTime: false),
        new("cancelled/paid", "id", "number", "total", "EUR", HasTime: false),
    ];
}
