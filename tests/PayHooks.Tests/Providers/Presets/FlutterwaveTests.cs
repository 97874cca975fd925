using PayHooks.Verification;

namespace PayHooks.Tests.Providers.Presets;

public sealed class FlutterwaveTests : PresetContract
{
    private const string Hash = "my-secret-hash";
    private const string Charge = """{"id":"wbk_W5p6ktwU0jQ8RO4By860","type":"charge.completed","data":{"id":"chg_Hq4oBRTJ4r","amount":2500,"currency":"KES","status":"succeeded"}}""";
    private const string Digest = "ceuCb1ONKOjnWHGqnwUOU48gS4aJMGotM6wFostATvY=";

    protected override string Name => "flutterwave";

    protected override string HeaderName => "flutterwave-signature";

    protected override string? EventIdAt => "id";

    // Flutterwave prints no key beside a signature; these were computed with Python's hmac.
    protected override IEnumerable<Vector> Vectors =>
    [
        new("v4: HMAC-SHA256 of the body, base64", Hash, Charge, $"flutterwave-signature: {Digest}"),
        new("v4: in hexadecimal", Hash, Charge, "flutterwave-signature: 71eb826f538d28e8e75871aa9f050e538f204b8689306a2d33ac05a2cb404ef6"),
        new("v3: the secret hash itself", Hash, Charge, $"verif-hash: {Hash}"),
        new("v3: another hash", Hash, Charge, "verif-hash: my-secret-hasH") { IsGenuine = false },
        new("v3: longer", Hash, Charge, $"verif-hash: {Hash}x") { IsGenuine = false },
        new("v4: the secret hash itself", Hash, Charge, $"flutterwave-signature: {Hash}") { IsGenuine = false },
        new("v4: another body", Hash, Charge.Replace("2500", "2501", StringComparison.Ordinal),
            $"flutterwave-signature: {Digest}") { IsGenuine = false },
        new("a wrong signature is not corrected by the other way", Hash, Charge.Replace("2500", "2501", StringComparison.Ordinal),
            $"flutterwave-signature: {Digest}", $"verif-hash: {Hash}") { IsGenuine = false },
        new("neither", Hash, Charge) { IsGenuine = false },
    ];

    protected override IEnumerable<ExpectedFacts> Facts =>
    [
        new("charge.completed", "data.id", "data.reference", "data.amount", "NGN"),
        new("refund.completed", "data.id", null, "data.amount_refunded", "NGN"),
        new("transfer.disburse", "data.id", "data.reference", "data.amount.value", "NGN"),
        new("v3-charge.completed", "data.id", "data.tx_ref", "data.amount", "NGN"),
        new("v3-transfer.completed", "data.id", "data.reference", "data.amount", "NGN"),
    ];

    [Fact]
    public void Says_that_the_static_hash_proves_only_who_called() =>
        Assert.Equal(Verdict.Genuine(VerificationLevel.Credentials, 0),
            Provider(Hash).Verify(Samples.Delivery(Samples.Utf8(Charge), ("verif-hash", Hash))));
}
