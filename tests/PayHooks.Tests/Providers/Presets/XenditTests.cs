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
        new("payment.capture", "data.payment_id", "data.reference_id", "data.request_amount", "IDR"),
        new("refund.succeeded", "data.id", "data.reference_id", "data.amount", "IDR"),
        new("payout.succeeded", "data.id", "data.reference_id", "data.amount", "IDR"),
        new("invoice.PAID", "id", "external_id", "paid_amount", "IDR"),
    ];

    [Fact]
    public override void Knows_a_repeat_by_what_is_authenticated()
    {
        var facts = Provider().Read(Bodies[0], name => name == "webhook-id" ? "hook-7" : null);

        Assert.Equal(("hook-7", "hook-7"), (facts.Identity, facts.ProviderEventId));
        Assert.Null(Provider().Read(Bodies[0]).Identity);
    }

    // Not the body but the token is what proves who sent it.
    protected override IEnumerable<Delivery> Altered(SignedBody genuine) => Enumerable.Range(0, SecretText.Length)
        .Select(at => System.Text.Encoding.ASCII.GetString(Samples.Flipped(Samples.Utf8(SecretText), at)))
        .Append(SecretText[..^1]).Append(SecretText + "0")
        .Select(token => Samples.Delivery(genuine.Body, (HeaderName, token)));
}
