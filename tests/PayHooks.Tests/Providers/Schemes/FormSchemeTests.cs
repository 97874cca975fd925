using PayHooks.Verification;
using PayHooks.Verification.Descriptions;

namespace PayHooks.Tests.Providers.Schemes;

/// <summary>A form whose fields are signed, with the signature in a field.</summary>
public sealed class FormSchemeTests : ProviderContract
{
    private const string Scheme = """
        {
          "algorithm": "hmac-sha1",
          "body": "form",
          "signature": { "form": "sig" },
          "fields": { "names": ["amount", "note", "order", "state"], "join": "&", "assign": "=" },
          "event": { "id": "order", "status": "state", "types": { "|paid": "payment.succeeded" }, "amount": "amount", "unit": "major", "defaultCurrency": "EUR" },
        }
        """;

    protected override ProviderDescriptor Descriptor => CustomProvider.Descriptor;

    protected override string SecretText => "acme-secret-one";

    protected override string OtherSecretText => "acme-secret-two";

    protected override byte[][] Bodies { get; } = [Samples.Utf8("order=order-number-0815&amount=12.50&state=paid&note=a+b%2Bc&other=1")];

    protected override SourceSettings Source(params string[] secrets) => Described.Source(Scheme, secrets);

    protected override IEnumerable<Delivery> Altered(SignedBody genuine)
    {
        var text = Samples.Text(genuine);
        foreach (var value in new[] { "order-number-0815", "12.50", "paid", genuine.Field!.Value.Value })
        {
            var start = text.IndexOf(value, StringComparison.Ordinal);
            for (var at = start; at < start + value.Length; at++)
            {
                yield return Samples.Delivery(Samples.Flipped(genuine.Body.Span, at));
            }
        }
    }

    protected override Delivery Resigned(SignedBody genuine, string? signature) =>
        Samples.Delivery(Samples.Utf8(Samples.Text(genuine).Replace(
        $"&sig={genuine.Field!.Value.Value}", signature is null ? ""
            : $"&sig={Uri.EscapeDataString(signature)}", StringComparison.Ordinal)));

    protected override (Delivery Delivery, RejectionReason Reason) Doubled(SignedBody genuine) =>
        (Samples.Delivery(Samples.Utf8($"{Samples.Text(genuine)}&s%69g={genuine.Field!.Value.Value}")), RejectionReason.DuplicateKeys);

    protected override void ReadPayloads(byte[] body)
    {
    }

    [Fact]
    public void Signs_the_decoded_values_in_the_given_order()
    {
#pragma warning disable CA5350 // what the scheme under test signs with
        var mac = System.Security.Cryptography.HMACSHA1.HashData(Samples.Utf8(SecretText),
            Samples.Utf8("amount=12.50&note=a b+c&order=order-number-0815&state=paid"));
#pragma warning restore CA5350

        Assert.Equal(Samples.Utf8($"{System.Text.Encoding.UTF8.GetString(Bodies[0])}&sig={Convert.ToHexStringLower(mac)}"),
            Genuine().Body.ToArray());
    }

    [Fact]
    public void Reads_the_facts() => Assert.Equal(
        new EventFacts
        {
            Identity = "order-number-0815|paid",
            ProviderEventId = "order-number-0815",
            Type = EventTypes.PaymentSucceeded,
            ProviderType = "paid",
            Amount = Amount.Read("12.50", "EUR", AmountUnit.Major),
        },
        Provider().Read(Bodies[0]));

    [Theory]
    [InlineData("list=1&list=2&", RejectionReason.None)]
    [InlineData("state=paid&", RejectionReason.DuplicateKeys)]
    [InlineData("st%61te=failed&", RejectionReason.DuplicateKeys)]
    [InlineData("State=failed&", RejectionReason.None)]
    [InlineData("&&", RejectionReason.None)]
    public void A_field_may_be_there_twice_unless_it_is_signed(string before, RejectionReason reason) =>
        Assert.Equal(reason, Provider().Verify(Samples.Delivery(Samples.Utf8(before + Samples.Text(Genuine())))).Reason);
}
