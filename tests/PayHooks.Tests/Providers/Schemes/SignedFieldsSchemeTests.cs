using System.Text;
using PayHooks.Verification;
using PayHooks.Verification.Descriptions;

namespace PayHooks.Tests.Providers.Schemes;

/// <summary>Items of a batch, each with a signature of some of its fields, as Adyen's.</summary>
public sealed class SignedFieldsSchemeTests : ProviderContract
{
    private const string Scheme = """
        {
          "secret": { "decode": "hex" },
          "encoding": "base64",
          "signature": { "json": "extra.signature" },
          "fields": { "names": ["reference", "amount.value", "amount.currency", "code", "success"], "join": ":" },
          "items": "items[].item",
          "event": {
            "id": "{json:reference}|{json:code}", "type": "code", "status": "success",
            "types": { "PAID|true": "payment.succeeded", "PAID|false": "payment.failed" },
            "resource": "reference", "amount": "amount.value", "unit": "minor", "currency": "amount.currency",
          },
        }
        """;

    private const string Item =
        """{"item":{"reference":"r1","amount":{"value":1000,"currency":"EUR"},"code":"PAID","success":"true","extra":{"a":1}}}""";

    protected override ProviderDescriptor Descriptor => CustomProvider.Descriptor;

    protected override string SecretText => "DFB1EB5485895CFA84146406857104ABB4CBCABDC8AAF103A624C8F6A3EAAB00";

    protected override string OtherSecretText => "00B1EB5485895CFA84146406857104ABB4CBCABDC8AAF103A624C8F6A3EAAB00";

    protected override byte[][] Bodies { get; } = [Samples.Utf8($$"""{"live":"false","items":[{{Item}}]}""")];

    protected override SourceSettings Source(params string[] secrets) => Described.Source(Scheme, secrets);

    protected override IEnumerable<Delivery> Altered(SignedBody genuine)
    {
        var text = Samples.Text(genuine);
        foreach (var signed in new[] { "\"r1\"", ":1000", "\"EUR\"", "\"PAID\"", "\"true\"", genuine.Field!.Value.Value })
        {
            var start = text.IndexOf(signed, StringComparison.Ordinal);
            for (var at = start + (signed[0] is '"' or ':' ? 1 : 0); at < start + signed.Length - (signed[0] == '"' ? 1 : 0); at++)
            {
                yield return Samples.Delivery(Samples.Flipped(genuine.Body.Span, at));
            }
        }
    }

    protected override Delivery Resigned(SignedBody genuine, string? signature) =>
        Samples.Delivery(Samples.Utf8(Samples.Text(genuine).Replace(
        $"\"signature\":\"{genuine.Field!.Value.Value}\"",
        signature is null ? "\"b\":2" : $"\"signature\":{System.Text.Json.JsonSerializer.Serialize(signature)}",
        StringComparison.Ordinal)));

    protected override (Delivery Delivery, RejectionReason Reason) Doubled(SignedBody genuine)
    {
        var signature = $"\"signature\":\"{genuine.Field!.Value.Value}\"";
        return (Samples.Delivery(
            Samples.Utf8(Samples.Text(genuine).Replace(signature, $"{signature},{signature}", StringComparison.Ordinal))),
            RejectionReason.DuplicateKeys);
    }

    protected override void ReadPayloads(byte[] body)
    {
    }

    private Verdict Verify(string body) => Provider().Verify(Samples.Delivery(Samples.Utf8(body)));

    private string Batch(params string[] items) =>
        Samples.Text(Provider()
            .Sign(Samples.Utf8($$"""{"items":[{{string.Join(",", items)}}]}"""), new Secret(0, SecretText), Samples.Now));

    [Fact]
    public void Signs_the_fields_in_their_order_with_the_key_out_of_its_hexadecimal_digits()
    {
        var mac = System.Security.Cryptography.HMACSHA256.HashData(Convert.FromHexString(SecretText),
            Samples.Utf8("r1:1000:EUR:PAID:true"));

        Assert.Equal(Convert.ToBase64String(mac), Genuine().Field!.Value.Value);
        Assert.Contains($"\"extra\":{{\"a\":1,\"signature\":\"{Convert.ToBase64String(mac)}\"}}", Samples.Text(Genuine()),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Splits_a_batch_into_the_raw_bytes_of_its_items()
    {
        var batch = Batch(Item, Item.Replace("r1", "r2", StringComparison.Ordinal),
            Item.Replace("true", "false", StringComparison.Ordinal));
        var items = Provider().Split(Samples.Utf8(batch));

        Assert.True(Verify(batch).IsGenuine);
        Assert.Equal(3, items.Count);
        Assert.All(items, item => Assert.Contains(Encoding.UTF8.GetString(item.Span), batch, StringComparison.Ordinal));
        Assert.Equal(["r1|PAID", "r2|PAID", "r1|PAID"], items.Select(item => Provider().Read(item).Identity));
        Assert.Equal([EventTypes.PaymentSucceeded, EventTypes.PaymentSucceeded, EventTypes.PaymentFailed],
            items.Select(item => Provider().Read(item).Type));
    }

    [Fact]
    public void Refuses_the_whole_batch_when_one_item_is_forged()
    {
        var batch = Batch(Item, Item.Replace("r1", "r2", StringComparison.Ordinal), Item);
        var verdict = Verify(batch.Replace("r2", "r3", StringComparison.Ordinal));

        Assert.Equal(RejectionReason.SignatureMismatch, verdict.Reason);
        Assert.StartsWith("item 2 of 3: HMAC-SHA256 over 5 fields of the body", verdict.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"items":[]}""", RejectionReason.SignatureMissing)]
    [InlineData("""{}""", RejectionReason.BodyUnreadable)]
    [InlineData("""{"items":{}}""", RejectionReason.BodyUnreadable)]
    [InlineData("""{"items":[{}]}""", RejectionReason.BodyUnreadable)]
    [InlineData("""{"items":[{"item":1}]}""", RejectionReason.BodyUnreadable)]
    [InlineData("""{"items":[{"item":{}}],"items":[]}""", RejectionReason.BodyUnreadable)]
    public void Refuses_what_is_no_batch(string body, RejectionReason reason)
    {
        Assert.Equal(reason, Verify(body).Reason);
        Assert.Empty(Provider().Split(Samples.Utf8(body)));
    }

    [Theory]
    [InlineData("\"code\":\"PAID\"", "\"code\":\"PAID\",\"code\":\"PAID\"")]
    [InlineData("\"value\":1000", "\"value\":1,\"value\":1000")]
    [InlineData("\"code\":\"PAID\"", "\"code\":\"PAID\",\"c\\u006fde\":\"OTHER\"")]
    public void Refuses_a_name_that_is_there_twice(string name, string twice) =>
        Assert.Equal(RejectionReason.DuplicateKeys, Verify(Samples.Text(Genuine()).Replace(name, twice, StringComparison.Ordinal)).Reason);
}
