namespace PayHooks.Tests.Providers.Presets;

public sealed class ShopifyTests : PresetContract
{
    private const string Digest = "B23tXN681gZ0qIWNRrgtzBE9XSDo5yaUu6wfmhu3a7g=";

    protected override string Name => "shopify";

    protected override string HeaderName => "X-Shopify-Hmac-Sha256";

    protected override string? EventIdAt => null;

    protected override IEnumerable<Vector> Vectors =>
    [
        Of("returns true for valid request", $"X-Shopify-Hmac-Sha256: {Digest}"),
        Of("events webhook with lowercase headers", $"shopify-hmac-sha256: {Digest}"),
        Of("detects events when both header formats are present", $"X-Shopify-Hmac-Sha256: {Digest}", $"shopify-hmac-sha256: {Digest}"),
        Of("a line feed behind it, as Ruby's encode64 writes", $"X-Shopify-Hmac-Sha256: {Digest} "),
        Of("returns false on invalid HMAC", "X-Shopify-Hmac-Sha256: fake") with { IsGenuine = false },
        Of("returns false on missing HMAC", "X-Shopify-Hmac-Sha256:") with { IsGenuine = false },
        Of("returns false on missing body", $"X-Shopify-Hmac-Sha256: {Digest}") with { Body = "", IsGenuine = false },
        Of("another body", $"X-Shopify-Hmac-Sha256: {Digest}") with { Body = """{"foo":"bar"}""", IsGenuine = false },
    ];

    protected override IEnumerable<ExpectedFacts> Facts =>
    [
        new("orders/paid", "id", "name", "total_price", "EUR"),
        new("refunds/create", "id", "order_id", "transactions[0].amount", "EUR"),
        new("order_transactions/create", "id", "order_id", "amount", "EUR"),
        new("disputes/create", "id", "order_id", "amount", "EUR"),
    ];

    private static Vector Of(string what, params string[] headers) =>
        new($"shopify-app-js webhooks/validate.test.ts: {what}", "test_secret_key", """{"foo": "bar"}""", headers);
}
