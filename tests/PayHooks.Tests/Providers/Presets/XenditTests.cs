using PayHooks.Verification;

namespace PayHooks.Tests.Providers.Presets;

public sealed class XenditTests : PresetContract
{
    private const string Paid = """{"event":"payment.capture","data":{"payment_id":"py-1","status":"SUCCEEDED"}}""";

    protected override string Name => "xendit";

    protected override string HeaderName => "x-callback-token";

    protected override string? EventIdAt => null;

    protected override VerificationLevel Proves => VerificationLevel.Credentials;

    protected override RejectionReason Garbled => RejectionReason.SignatureMismatch;

    protected override IEnumerable<Vector> Vectors =>
    [
        new("docs.xendit.co: the token itself", "tok-en/+=", Paid, "x-callback-token: tok-en/+="),
        new("docs.xendit.co: X-CALLBACK-TOKEN", "tok-en/+=", Paid, "X-CALLBACK-TOKEN: tok-en/+=", "webhook-id: 1"),
        new("another token", "tok-en/+=", Paid, "x-callback-token: tok-en/+") { IsGenuine = false },
        new("another case", "tok-en/+=", Paid, "x-callback-token: Tok-en/+=") { IsGenuine = false },
        new("no token", "tok-en/+=", Paid) { IsGenuine = false },
    ];

    protected override IEnumerable<ExpectedFacts> Facts =>
    [
        new("payment.capture", "data.payment_id", "data.reference_id", "data.captures[0].capture_amount", "IDR"),
        new("virtual-account", "id", "external_id", "amount", null),
        new("ewallet.capture", "data.id", "data.reference_id", "data.capture_amount", "IDR"),
        new("virtual-account/created", "id", "external_id", null, null, HasTime: false),
        new("refund.succeeded", "data.id", "data.reference_id", "data.amount", "IDR"),
        new("payout.succeeded", "data.id", "data.reference_id", "data.amount", "IDR"),
        new("invoice.PAID", "id", "external_id", "paid_amount", "IDR"),
        new("qr.payment", "data.id", "data.reference_id", "data.amount", "IDR"),
        new("qr.payment/legacy", "id", "qr_code.external_id", "amount", null),
        new("v3_payout.succeeded", "data.payout_id", "data.reference_id", "data.source_amount", "IDR"),
        new("refund.succeeded/nested", "data.data.id", "data.data.reference_id", "data.data.amount", "IDR"),
        new("payment_request.expiry", "data.payment_request_id", "data.reference_id", "data.request_amount", "IDR"),
    ];

    [Fact]
    public override void Knows_a_repeat_by_what_is_authenticated()
    {
        var first = Provider().Read(Bodies[0], name => name == "webhook-id" ? "hook-7" : null);
        var later = Provider()
            .Read(Samples.Utf8(Samples.Text(Genuine()).Replace("T11:59:59", "T12:59:59", StringComparison.Ordinal)), name =>
            name == "webhook-id" ? "hook-8" : null);
        var other = Provider().Read(Body("payment.failure"), name => name == "webhook-id" ? "hook-7" : null);

        Assert.Equal(first.Identity, later.Identity);
        Assert.NotEqual(first.Identity, other.Identity);
        Assert.Equal(Provider().Read(Body("invoice.PAID")).Identity, Provider().Read(Body("invoice.SETTLED")).Identity);
    }

    // Not the body but the token is what proves who sent it.
    protected override IEnumerable<Delivery> Altered(SignedBody genuine) => Enumerable.Range(0, SecretText.Length)
        .Select(at => System.Text.Encoding.ASCII.GetString(Samples.Flipped(Samples.Utf8(SecretText), at)))
        .Append(SecretText[..^1]).Append(SecretText + "0")
        .Select(token => Samples.Delivery(genuine.Body, (HeaderName, token)));
}
