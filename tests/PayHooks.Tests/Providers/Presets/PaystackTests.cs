namespace PayHooks.Tests.Providers.Presets;

public sealed class PaystackTests : PresetContract
{
    private const string Secret = "sk_test_4b1f0c6d2a9e47d38f60b4c5e7a19283";
    private const string Charge = """{"event":"charge.success","data":{"id":302961,"domain":"live","status":"success","reference":"qTPrJoy9Bx","amount":10000,"currency":"NGN"}}""";
    private const string Digest =
        "df9c077ca2bd7bab147f8c7f216ec826d699c0b95ff7c19397b2c2e7bc6aaad700ffeef0c42e3f5359cfe47b7f9fcf1373ebcb1a2f2174a890637399b1fc85c8";

    protected override string Name => "paystack";

    protected override string HeaderName => "x-paystack-signature";

    protected override string? EventIdAt => null;

    // Paystack prints no key beside a signature; these were computed with Python's hmac.
    protected override IEnumerable<Vector> Vectors =>
    [
        new("HMAC-SHA512 of the body", Secret, Charge, $"x-paystack-signature: {Digest}"),
        new("in capitals", Secret, Charge, $"X-Paystack-Signature: {Digest.ToUpperInvariant()}"),
        new("half of it", Secret, Charge, $"x-paystack-signature: {Digest[..64]}") { IsGenuine = false },
        new("another body", Secret, Charge.Replace("10000", "10001", StringComparison.Ordinal),
            $"x-paystack-signature: {Digest}") { IsGenuine = false },
        new("another secret", Secret + "4", Charge, $"x-paystack-signature: {Digest}") { IsGenuine = false },
    ];

    protected override IEnumerable<ExpectedFacts> Facts =>
    [
        new("charge.success", "data.id", "data.reference", "data.amount", "NGN"),
        new("charge.success/xof", "data.id", "data.reference", "data.amount", "XOF"),
        new("paymentrequest.success", "data.id", "data.offline_reference", "data.amount", "NGN"),
        new("refund.processed", "data.refund_reference", "data.transaction_reference", "data.amount", "NGN", HasTime: false),
        new("charge.dispute.create", "data.id", "data.transaction.reference", "data.refund_amount", "NGN"),
        new("transfer.success", "data.id", "data.reference", "data.amount", "NGN"),
        new("subscription.create", "data.subscription_code", null, "data.amount", "NGN"),
    ];

    [Fact]
    public void Tells_test_from_live()
    {
        Assert.False(Read(Genuine()).Livemode);
        Assert.True(Provider().Read(Samples.Utf8(Charge)).Livemode);
    }
}
