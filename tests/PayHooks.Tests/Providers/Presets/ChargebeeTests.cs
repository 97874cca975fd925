using PayHooks.Verification;

namespace PayHooks.Tests.Providers.Presets;

public sealed class ChargebeeTests : PresetContract
{
    private const string Paid = """{"id":"ev_1","event_type":"payment_succeeded","content":{}}""";

    protected override string Name => "chargebee";

    protected override string HeaderName => "Authorization";

    protected override string? EventIdAt => "id";

    protected override VerificationLevel Proves => VerificationLevel.Credentials;

    protected override string SecretText => "chargebee:p@ss:word-5b1f";

    protected override string OtherSecretText => "chargebee:p@ss:word-5b1e";

    // RFC 7617 prints these.
    protected override IEnumerable<Vector> Vectors =>
    [
        new("RFC 7617, section 2", "Aladdin:open sesame", Paid, "Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="),
        new("RFC 7617, section 2.1, UTF-8", "test:123£", Paid, "authorization: Basic dGVzdDoxMjPCow=="),
        new("another password", "Aladdin:open sesamE", Paid, "Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==") { IsGenuine = false },
        new("another scheme", "Aladdin:open sesame", Paid, "Authorization: Bearer QWxhZGRpbjpvcGVuIHNlc2FtZQ==") { IsGenuine = false },
        new("no credentials", "Aladdin:open sesame", Paid) { IsGenuine = false },
    ];

    protected override IEnumerable<ExpectedFacts> Facts =>
    [
        new("payment_succeeded", "content.transaction.id", "content.invoice.id", "content.transaction.amount", "USD"),
        new("payment_refunded", "content.transaction.id", "content.invoice.id", "content.transaction.amount", "USD"),
        new("subscription_created", "content.subscription.id", "content.subscription.id", null, null),
        new("invoice_generated", "content.invoice.id", "content.invoice.id", "content.invoice.total", "USD"),
    ];

    // Not the body but the credentials are what proves who sent it.
    protected override IEnumerable<Delivery> Altered(SignedBody genuine) => Enumerable.Range(0, SecretText.Length)
        .Select(at => Samples.Flipped(Samples.Utf8(SecretText), at))
        .Select(secret => Samples.Delivery(genuine.Body, (HeaderName, "Basic " + Convert.ToBase64String(secret))));
}
