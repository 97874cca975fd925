using System.Text.Json;
using PayHooks.Verification;

namespace PayHooks.Tests.Providers.Presets;

public sealed class MidtransTests : PresetContract
{
    // docs.midtrans.com "Receiving Notifications" prints what goes in; what comes out was computed with Python's hashlib.
    private const string ServerKey = "askvnoibnosifnboseofinbofinfgbiufglnbfg";
    private const string Digest =
        "edc076b21793ebe3e17926350f5b8ae67d902fe657b3d0aa31b932d5c127e2375d308a2bc94f3265ac2d80a1f181a79b997ac178a236fcff35af263fc4d4c231";

    protected override string Name => "midtrans";

    protected override string HeaderName => "";

    protected override string? EventIdAt => null;

    protected override VerificationLevel Proves => VerificationLevel.Partial;

    protected override IEnumerable<Vector> Vectors =>
    [
        Of("SHA-512 of order, code, amount and server key", """ "order_id":"1111","status_code":"200","gross_amount":"100000.00" """,
            Digest),
        Of("in capitals", """ "order_id":"1111","status_code":"200","gross_amount":"100000.00" """, Digest.ToUpperInvariant()),
        Of("numbers as they were sent", """ "order_id":1111,"status_code":200,"gross_amount":100000.00 """, Digest),
        Of("the amount in another form", """ "order_id":"1111","status_code":"200","gross_amount":"100000" """,
            Digest) with { IsGenuine = false },
        Of("another order", """ "order_id":"1112","status_code":"200","gross_amount":"100000.00" """, Digest) with { IsGenuine = false },
        Of("another code", """ "order_id":"1111","status_code":"201","gross_amount":"100000.00" """, Digest) with { IsGenuine = false },
        Of("another key", """ "order_id":"1111","status_code":"200","gross_amount":"100000.00" """, Digest) with { Secret = ServerKey + "g",
            IsGenuine = false },
        Of("no signature", """ "order_id":"1111","status_code":"200","gross_amount":"100000.00" """, "") with { IsGenuine = false },
    ];

    protected override IEnumerable<ExpectedFacts> Facts =>
    [
        new("settlement", "transaction_id", "order_id", "gross_amount", "IDR", HasTime: false),
        new("refund", "transaction_id", "order_id", "refunds[0].refund_amount", "IDR", HasTime: false),
        new("partial_refund", "transaction_id", "order_id", "refunds[0].refund_amount", "IDR", HasTime: false),
        new("partial_refund/second", "transaction_id", "order_id", null, null, HasTime: false),
        new("chargeback", "transaction_id", "order_id", null, null, HasTime: false),
    ];

    [Fact]
    public override void Knows_a_repeat_by_what_is_authenticated()
    {
        var text = Samples.Text(Genuine());

        Assert.Equal(Read(text).Identity,
            Read(text.Replace("midtrans payment notification", "anything", StringComparison.Ordinal)).Identity);
        Assert.NotEqual(Read(text).Identity, Read(text.Replace("\"settlement\"", "\"cancel\"", StringComparison.Ordinal)).Identity);
        Assert.NotEqual(Refund("5000.00"), Refund("7500.00"));
        Assert.Null(Read(text).ProviderEventId);

        string? Refund(string amount) =>
            Read(text.Replace("\"settlement\"", $"\"partial_refund\",\"refund_amount\":\"{amount}\"", StringComparison.Ordinal)).Identity;
    }

    protected override IEnumerable<Delivery> Altered(SignedBody genuine)
    {
        var text = Samples.Text(genuine);
        foreach (var field in new[] { "order_id", "status_code", "gross_amount" })
        {
            var start = text.IndexOf($"\"{field}\":", StringComparison.Ordinal) + field.Length + 3;
            for (var at = start; at < text.IndexOfAny([',', '}'], start); at++)
            {
                yield return Samples.Delivery(Samples.Flipped(genuine.Body.Span, at));
            }
        }
    }

    protected override Delivery Resigned(SignedBody genuine, string? signature) =>
        Samples.Delivery(Samples.Utf8(Samples.Text(genuine).Replace(
        JsonSerializer.Serialize(genuine.Field!.Value.Value), signature is null ? "null"
            : JsonSerializer.Serialize(signature), StringComparison.Ordinal)));

    protected override (Delivery Delivery, RejectionReason Reason) Doubled(SignedBody genuine) =>
        (Samples.Delivery(Samples.Utf8("{\"signature_key\":\"x\"," + Samples.Text(genuine)[1..])), RejectionReason.DuplicateKeys);

    protected override string Whole(string body, string[] printed) =>
        body.Replace("\"signature_key\":\"\"", printed[0], StringComparison.Ordinal);

    private EventFacts Read(string body) => Provider().Read(Samples.Utf8(body));

    private static Vector Of(string what, string fields, string signature) =>
        new($"docs.midtrans.com: {what}", ServerKey,
            $$"""{"transaction_status":"settlement",{{fields.Trim()}},"signature_key":"{{signature}}"}""");
}
