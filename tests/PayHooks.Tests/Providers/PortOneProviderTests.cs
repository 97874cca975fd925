using System.Text.Json;
using PayHooks.Verification;
using PayHooks.Verification.PortOne;

namespace PayHooks.Tests.Providers;

public sealed class PortOneProviderTests : ProviderContract
{
    private static readonly string[] PaymentFields =
        ["amount", "channel_key", "channel_order_ref", "country_code", "currency", "merchant_order_ref", "method_name", "order_ref",
            "status"];

    protected override ProviderDescriptor Descriptor => PortOneProvider.Descriptor;

    protected override string SecretText => "test_secret_portone_001";

    protected override string OtherSecretText => "test_secret_portone_002";

    protected override byte[][] Bodies { get; } =
    [
        Samples.Body("portone/payment.json"), Samples.Body("portone/payment-chaiport.json"), Samples.Body("portone/payment-link.json"),
        Samples.Body("portone/subscription.json"),
    ];

    protected override void ReadPayloads(byte[] body)
    {
        Samples.Payload(body, PortOnePayment.Json);
        Samples.Payload(body, PortOnePaymentLink.Json);
        Samples.Payload(body, PortOneSubscription.Json);
        Samples.Payload(body, PortOneRefund.Json);
    }

    protected override IEnumerable<Delivery> Altered(SignedBody genuine)
    {
        var text = System.Text.Encoding.Latin1.GetString(genuine.Body.Span);
        foreach (var field in PaymentFields)
        {
            var start = text.IndexOf($"\"{field}\"", StringComparison.Ordinal);
            var end = text.IndexOf(",\n", start, StringComparison.Ordinal);
            for (var at = text.IndexOf(": ", start, StringComparison.Ordinal) + 2; at < end; at++)
            {
                yield return Samples.Delivery(Samples.Flipped(genuine.Body.Span, at));
            }
        }
    }

    protected override Delivery Resigned(SignedBody genuine, string? signature)
    {
        var token = signature is null ? "null" : JsonSerializer.Serialize(signature);
        return Samples.Delivery(
            Samples.Utf8(Samples.Text(genuine).Replace($"\"{genuine.Field!.Value.Value}\"", token, StringComparison.Ordinal)));
    }

    protected override (Delivery Delivery, RejectionReason Reason) Doubled(SignedBody genuine) =>
        (Samples.Delivery(Samples.Utf8(Samples.Text(genuine).Replace("{\n", "{\"signature_hash\":\"x\",\n", StringComparison.Ordinal))),
            RejectionReason.DuplicateKeys);

    private static byte[] With(string fields, string signature) => Samples.Utf8($$"""{{{fields}},"signature_hash":"{{signature}}"}""");

    private static string NamesAsValues(IEnumerable<string> names) =>
        string.Join(',',
            names.Select(name =>
            name == "amount" ? "\"amount\":100.25" : $"\"{name}\":\"{(name == "countryCode" ? "country_code" : name)}\""));

    private IWebhookProvider Accepting(params string[] kinds) =>
        Descriptor.Create(Source(SecretText) with { AcceptUnsigned = kinds.ToHashSet(StringComparer.Ordinal) });

    public static TheoryData<string, string, string, VerificationLevel> Vectors => new()
    {
        { "PORTONE_SECRET", NamesAsValues(PaymentFields), "uuv9grusSAm8GGTTEyPXIi+pPtI/jfkSmq3MbDbaDx8=", VerificationLevel.Signature },
        {
            "webhook-secret",
            """
            "amount":79000,"channel_key":"channel-test","channel_order_ref":"channel-order","country_code":"KR","currency":"KRW","merchant_order_ref":"merchant-order","method_name":"CARD","order_ref":"payment-test-123","status":"FAILED"
            """,
            "blJNAQ7PQen7Pc7aNWEBFaSSYalZ4jxq5Qmpl9Eb45E=",
            VerificationLevel.Signature
        },
        {
            "PORTONE_SECRET",
            NamesAsValues(["amount", "countryCode", "currency", "link_ref", "merchant_order_ref", "status"]),
            "4RTn+eeG1bkasF/8wIHWjvlSDt3GwowdobzoDwkudJQ=",
            VerificationLevel.Signature
        },
        {
            "PORTONE_SECRET",
            NamesAsValues(["currency", "merchant_order_ref", "order_ref", "status", "subscription_type"]),
            "x2h/EfuhsvRHhj3ZhGsgKjCoFj5m9WtD9o4JQojOBHs=",
            VerificationLevel.Partial
        },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Accepts_the_signatures_of_the_vendors_samples(string secret, string fields, string signature,
        VerificationLevel verification)
    {
        var verdict = Provider(secret).Verify(Samples.Delivery(With(fields, signature)));

        Assert.Equal(Verdict.Genuine(verification, 0), verdict);
    }

    [Theory]
    [InlineData(0, "owC3PcAg5bloFYHXm4jz6Otu7fQxJa9jjZZjYgt2OzI=")]
    [InlineData(1, "0/He2Yk9wOI2dPZx1JgtzaQl0uYEKLBGshxZDrnuEKk=")]
    public void Signs_the_bodies_of_the_documents_as_PortOne_does(int body, string signature) =>
        Assert.Equal(KeyValuePair.Create("signature_hash", signature), Genuine(body).Field);

    [Fact]
    public void Accepts_the_spelling_of_spaces_in_PortOnes_own_sample_too()
    {
        var delivery = Resigned(Genuine(), "z1e7pasiiV579sChPUEL6UJmVsjtH0ecNUfgM7JhnAg=");

        Assert.Equal(Verdict.Genuine(VerificationLevel.Signature, 0), Provider().Verify(delivery));
        Assert.Equal(Provider().Read(Genuine().Body).Identity, Provider().Read(delivery.Body).Identity);
    }

    [Theory]
    [InlineData("\\u002B", "+")]
    [InlineData("\\/", "/")]
    [InlineData("\\u003D", "=")]
    public void Decodes_escapes_in_the_signature(string escaped, string plain)
    {
        var body = With(NamesAsValues(PaymentFields),
            "uuv9grusSAm8GGTTEyPXIi+pPtI/jfkSmq3MbDbaDx8=".Replace(plain, escaped, StringComparison.Ordinal));

        Assert.True(Provider("PORTONE_SECRET").Verify(Samples.Delivery(body)).IsGenuine);
    }

    [Fact]
    public void Verifies_a_body_with_a_byte_order_mark_and_one_that_nests_deep()
    {
        var signed = Genuine().Body.Span;
        var deep = Samples.Utf8($"{{\"x\":{new string('[', 50_000)}{new string(']', 50_000)},");

        Assert.True(Provider().Verify(Samples.Delivery((byte[])[0xEF, 0xBB, 0xBF, .. signed])).IsGenuine);
        Assert.True(Provider().Verify(Samples.Delivery((byte[])[.. deep, .. signed[1..]])).IsGenuine);
        Assert.Equal(EventTypes.PaymentSucceeded, Provider().Read((byte[])[.. deep, .. signed[1..]]).Type);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"order_ref\":\"a\",\"channel_key\":\"b\"")]
    [InlineData("{\"order_ref\":\"a\",\"channel_key\":\"b\"} x")]
    [InlineData("\"currency\": \"IDR\"")]
    public void Refuses_a_body_that_is_no_JSON_object(string body)
    {
        Assert.Equal(RejectionReason.BodyUnreadable, Provider().Verify(Samples.Delivery(Samples.Utf8(body))).Reason);
        Assert.Equal(EventFacts.Unrecognised, Provider().Read(Samples.Utf8(body)));
    }

    [Theory]
    [InlineData("Status", "status")]
    [InlineData("STATUS", "status")]
    [InlineData("\\u0053tatus", "status")]
    [InlineData("\u017Ftatus", "status")]
    [InlineData("Amount", "amount")]
    [InlineData("Merchant_Order_Ref", "merchant_order_ref")]
    [InlineData("channel_\u212Aey", "channel_key")]
    public void Refuses_a_name_that_differs_from_a_signed_name_only_in_case(string other, string name)
    {
        var genuine = Genuine().Body.Span;
        var body = (byte[])[.. Samples.Utf8($"{{\"{other}\":\"Success\","), .. genuine[1..]];

        var verdict = Provider().Verify(Samples.Delivery(body));

        Assert.Equal(
            (RejectionReason.DuplicateKeys, $"a name at the top level of the body differs from the signed name '{name}' only in case"),
            (verdict.Reason, verdict.Detail));
    }

    [Theory]
    [InlineData("\"Date\":\"x\"")]
    [InlineData("\"Refund_Status\":\"x\"")]
    [InlineData("\"statuses\":\"x\"")]
    [InlineData("\"x\":{\"Status\":\"x\",\"AMOUNT\":1}")]
    public void Accepts_names_that_resemble_no_signed_name(string member) =>
        Assert.True(Provider().Verify(Samples.Delivery((byte[])[.. Samples.Utf8($"{{{member},"), .. Genuine().Body.Span[1..]])).IsGenuine);

    [Fact]
    public void Refuses_both_spellings_of_a_links_country_in_another_case()
    {
        var link = Genuine(2).Body.Span;
        foreach (var other in new[] { "CountryCode", "Country_Code" })
        {
            Assert.Equal(
                RejectionReason.DuplicateKeys,
                Provider().Verify(Samples.Delivery((byte[])[.. Samples.Utf8($"{{\"{other}\":\"x\","), .. link[1..]])).Reason);
        }
    }

    public static TheoryData<string, bool, string> Korean => new()
    {
        {
            """{"type":"Transaction.Paid","timestamp":"2026-09-21T14:13:20.000Z","data":{"storeId":"store-1","paymentId":"order-1","transactionId":"tx-1"}}""",
            true, "these are Standard Webhooks headers: PortOne Korea V2 is provider standard-webhooks"
        },
        { """{"imp_uid":"imp_1","merchant_uid":"order-1","status":"paid"}""", false, "PortOne Korea V1, which signs nothing" },
        { "imp_uid=imp_1&merchant_uid=order-1&status=paid", false, "PortOne Korea V1, which signs nothing" },
        { "merchant_uid=order-1&imp_uid=imp_1", false, "PortOne Korea V1, which signs nothing" },
        { """{"payment_id":"order-1","tx_id":"tx-1","status":"Paid"}""", false,
            "choose version 2024-04-25, which is provider standard-webhooks" },
        { """{"payment_id":"order-1","tx_id":"tx-1","status":"Paid"}""", true, "these are Standard Webhooks headers" },
    };

    [Theory]
    [MemberData(nameof(Korean))]
    public void Names_PortOne_Korea_in_the_rejection(string body, bool hasHeaders, string detail)
    {
        (string, string)[] headers = hasHeaders
            ? [("webhook-id", "msg_1"), ("webhook-timestamp", "1790000000"), ("webhook-signature", "v1,QdC/")] : [];

        foreach (var provider in new[] { Provider(), Accepting("refund", "payout", "onboarding") })
        {
            var verdict = provider.Verify(Samples.Delivery(Samples.Utf8(body), headers));
            Assert.Equal(RejectionReason.SignatureMissing, verdict.Reason);
            Assert.Contains(detail, verdict.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Verifies_its_own_webhooks_whatever_headers_come_with_them() =>
        Assert.True(Provider().Verify(Samples.Delivery(Genuine().Body, ("webhook-id", "1"), ("webhook-signature", "v1,x"))).IsGenuine);

    [Theory]
    [InlineData("\"status\":\"a\",\"status\":\"a\"")]
    [InlineData("\"status\":\"a\",\"st\\u0061tus\":\"b\"")]
    [InlineData("\"st\\u0061tus\":\"a\",\"\\u0073tatus\":\"b\"")]
    [InlineData("\"\":1,\"\":2")]
    public void Refuses_a_body_with_a_name_twice(string fields) =>
        Assert.Equal(RejectionReason.DuplicateKeys, Provider().Verify(Samples.Delivery(Samples.Utf8($"{{{fields}}}"))).Reason);

    [Theory]
    [InlineData(50)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(1000)]
    public void Finds_the_second_of_any_number_of_names(int count)
    {
        var names = string.Join(',', Enumerable.Range(0, count).Select(i => $"\"name{i}\":1"));

        Assert.NotEqual(RejectionReason.DuplicateKeys, Provider().Verify(Samples.Delivery(Samples.Utf8($"{{{names}}}"))).Reason);
        foreach (var repeated in new[] { 0, count / 2, count - 1 })
        {
            var body = Samples.Utf8($"{{{names},\"name{repeated}\":2}}");
            Assert.Equal(RejectionReason.DuplicateKeys, Provider().Verify(Samples.Delivery(body)).Reason);
        }
    }

    [Theory]
    [InlineData("status", "{}")]
    [InlineData("status", "[\"Success\"]")]
    [InlineData("amount", "1e309")]
    public void Refuses_a_signed_field_that_cannot_be_signed(string field, string token)
    {
        var fields = $"\"order_ref\":\"a\",\"channel_key\":\"b\",\"{field}\":{token}";
        var body = With(fields, "uuv9grusSAm8GGTTEyPXIi+pPtI/jfkSmq3MbDbaDx8=");

        Assert.Equal(RejectionReason.BodyUnreadable, Provider().Verify(Samples.Delivery(body)).Reason);
        Assert.Throws<FormatException>(() => Provider().Sign(body, new Secret(0, SecretText), Samples.Now));
    }

    [Fact]
    public void Accepts_an_unknown_shape_that_is_signed_as_unrecognised()
    {
        var body = With(NamesAsValues(["currency", "merchant_order_ref", "order_ref", "status"]),
            "x2h/EfuhsvRHhj3ZhGsgKjCoFj5m9WtD9o4JQojOBHs=");
        var provider = Provider("PORTONE_SECRET");

        Assert.Equal(Verdict.Genuine(VerificationLevel.Partial, 0), provider.Verify(Samples.Delivery(body)));
        Assert.Equal((EventTypes.Unrecognised, "status", "order_ref"),
            (provider.Read(body).Type, provider.Read(body).ProviderType, provider.Read(body).Resource.Id));
        Assert.Equal(RejectionReason.SignatureMismatch, Provider().Verify(Samples.Delivery(body)).Reason);
    }

    [Fact]
    public void Identifies_an_unknown_shape_by_the_fields_with_which_its_signature_matches()
    {
        var text = "amount=5&channel_key=&channel_order_ref=&country_code=&currency=USD&merchant_order_ref=m&method_name=&order_ref=o&status=Success";
        var signature =
            Convert.ToBase64String(System.Security.Cryptography.HMACSHA256.HashData(Samples.Utf8(SecretText), Samples.Utf8(text)));
        var body = With("""
            "amount":5,"currency":"USD","merchant_order_ref":"m","order_ref":"o","status":"Success","brand_new":1
            """, signature);
        var facts = Provider().Read(body);

        Assert.Equal(Verdict.Genuine(VerificationLevel.Signature, 0), Provider().Verify(Samples.Delivery(body)));
        Assert.Equal((EventTypes.Unrecognised, EventIds.BodyHash("channel_order_ref=&order_ref=o&status=Success"u8)),
            (facts.Type, facts.Identity));
        Assert.Equal((new Resource("o", "m"), Amount.Read("5", "USD", AmountUnit.Major)), (facts.Resource, facts.Amount));
        Assert.Equal(EventFacts.Unrecognised with { ProviderType = "Success" }, Provider(OtherSecretText).Read(body));
    }

    [Theory]
    [InlineData("refund")]
    [InlineData("payout")]
    [InlineData("onboarding")]
    public void Accepts_an_unsigned_kind_only_when_the_source_says_so(string kind)
    {
        var body = kind switch
        {
            "refund" => Samples.Body("portone/refund.json"),
            "payout" => Samples.Utf8("""{"txn_ref":"t","merchant_txn_ref":"m","status":"Created"}"""),
            _ => Samples.Utf8("""{"onboarding_ref":"o","status":"Approved"}"""),
        };

        Assert.Equal(RejectionReason.UnsignedKind, Provider().Verify(Samples.Delivery(body)).Reason);
        Assert.Equal(Verdict.Genuine(VerificationLevel.None, -1), Accepting(kind).Verify(Samples.Delivery(body)));
        Assert.Equal(RejectionReason.UnsignedKind,
            Accepting([.. Descriptor.UnsignedKinds.Where(other => other != kind)]).Verify(Samples.Delivery(body)).Reason);
        var signed = Provider().Sign(body, new Secret(0, SecretText), Samples.Now);
        Assert.Null(signed.Field);
        Assert.Equal(body, signed.Body.ToArray());
    }

    [Theory]
    [InlineData("\"refund_id\":\"\",")]
    [InlineData("\"refund_status\":null,\"payment_txn_ref\":\"x\",")]
    public void Never_takes_a_body_with_the_mark_of_an_unsigned_kind_for_authenticated(string mark)
    {
        var body = Samples.Utf8(Samples.Text(Genuine()).Replace("{\n", "{" + mark, StringComparison.Ordinal)
            .Replace("\"refund_status\": \"\",", "", StringComparison.Ordinal));

        Assert.Equal(RejectionReason.UnsignedKind, Provider().Verify(Samples.Delivery(body)).Reason);
        Assert.Equal(VerificationLevel.None, Accepting("refund").Verify(Samples.Delivery(body)).Verification);
    }

    [Fact]
    public void Accepts_an_unknown_shape_without_signature_only_where_undocumented_kinds_are_accepted()
    {
        var delivery = Samples.Delivery(Samples.Utf8("""{"hello":"world"}"""));

        Assert.Equal(RejectionReason.SignatureMissing, Provider().Verify(delivery).Reason);
        Assert.Equal(RejectionReason.SignatureMissing, Accepting("refund").Verify(delivery).Reason);
        Assert.Equal(Verdict.Genuine(VerificationLevel.None, -1), Accepting("payout").Verify(delivery));
        Assert.Equal(EventFacts.Unrecognised, Provider().Read(delivery.Body));
    }

    [Fact]
    public void Signs_a_body_without_touching_its_other_bytes()
    {
        var body = Samples.Utf8("\uFEFF{ \"order_ref\":\"a\",\r\n\t\"channel_key\" : \"b\\/c\"  }\r\n");
        var signed = Provider().Sign(body, new Secret(0, SecretText), Samples.Now);
        var again = Provider().Sign(signed.Body, new Secret(0, SecretText), Samples.Now);

        Assert.Equal("\uFEFF{ \"order_ref\":\"a\",\r\n\t\"channel_key\" : \"b\\/c\",\"signature_hash\":\"" + signed.Field!.Value.Value
            + "\"  }\r\n", Samples.Text(signed));
        Assert.Equal(Samples.Text(signed), Samples.Text(again));
        Assert.True(Provider().Verify(Samples.Delivery(signed)).IsGenuine);
        Assert.Throws<FormatException>(() => Provider().Sign(Samples.Utf8("{}"), new Secret(0, SecretText), Samples.Now));
    }

    [Fact]
    public void Says_what_was_checked_and_what_was_seen()
    {
        Assert.Equal("field 'signature_hash' is missing or empty", Provider().Verify(Resigned(Genuine(), "")).Detail);
        Assert.Equal(
            "field 'signature_hash': expected 44 base64 characters, saw 64 characters (hexadecimal?)",
            Provider().Verify(Resigned(Genuine(), new string('a', 64))).Detail);
        Assert.Equal(
            "HMAC-SHA256 over the 9 signed fields of a payment does not match with the secret",
            Provider(OtherSecretText).Verify(Samples.Delivery(Genuine())).Detail);
        Assert.Equal(
            "PortOne signs no refund webhook, and AcceptUnsigned does not name 'refund'",
            Provider().Verify(Samples.Delivery(Samples.Body("portone/refund.json"))).Detail);
    }
}
