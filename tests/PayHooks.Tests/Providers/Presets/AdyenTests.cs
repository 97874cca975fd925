using System.Text.Json;
using PayHooks.Verification;

namespace PayHooks.Tests.Providers.Presets;

public sealed class AdyenTests : PresetContract
{
    // Keys that Adyen's libraries print in their tests.
    private const string Common = "DFB1EB5485895CFA84146406857104ABB4CBCABDC8AAF103A624C8F6A3EAAB00";
    private const string Slashes = "74F490DD33F7327BAECC88B2947C011FC02D014A473AAA33A8EC93E4DC069174";
    private const string Python = "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056";
    private const string Java = "9064450A8892A093D9E97EFCC9639DE31B74F3A7803135555A3C96F5A57915D6";
    private const string Published = "ipnxGCaUZ4l8TUW75a71/ghd2Fe5ffvX0pV4TLTntIc=";

    private const string Reference =
        """
        "pspReference":"pspReference","originalReference":"originalReference","merchantAccountCode":"merchantAccount","merchantReference":"reference","amount":{"currency":"EUR","value":1000}
        """;

    private const string Payment =
        """
        "pspReference":"7914073381342284","merchantAccountCode":"TestMerchant","merchantReference":"TestPayment-1407325143704","amount":{"value":1130,"currency":"EUR"},"eventCode":"AUTHORISATION"
        """;

    private const string Report =
        """
        "eventCode":"REPORT_AVAILABLE","eventDate":"2019-11-20T14:35:36+01:00","merchantAccountCode":"Magento2Rik","merchantReference":"testMerchantRef1","pspReference":"test_REPORT_AVAILABLE","success":"true"
        """;

    protected override string Name => "adyen";

    protected override string HeaderName => "";

    protected override string? EventIdAt => null;

    protected override IEnumerable<Vector> Vectors =>
    [
        Of("node hmacValidator.spec.ts", Common, $"{Reference},\"eventCode\":\"EVENT\",\"success\":\"true\"", Published),
        Of("the key in lowercase", Common.ToLowerInvariant(), $"{Reference},\"eventCode\":\"EVENT\",\"success\":\"true\"", Published),
        Of("success as a boolean (dotnet merchant-webhook-payload.json)", Common, $"{Reference},\"eventCode\":\"EVENT\",\"success\":true",
            Published),
        Of("the amount as a text (java HMACValidatorTest)", Common,
            $"{Reference},\"eventCode\":\"EVENT\",\"success\":\"true\"".Replace("1000", "\"1000\"", StringComparison.Ordinal), Published),
        Of("node, REPORT_AVAILABLE", Common, $"{Reference},\"eventCode\":\"REPORT_AVAILABLE\",\"success\":\"true\"",
            "ZNBPtI+oDyyRrLyD1XirkKnQgIAlFc07Vj27TeHsDRE="),
        Of("php, no original reference", Common, $"{Payment},\"success\":\"true\"", "Ny9gS2veKo5E4w8/OL6xz1/wvT/hYkAXy1xNc/QvO4I="),
        Of("original reference null", Common, $"{Payment},\"originalReference\":null,\"success\":\"true\"",
            "Ny9gS2veKo5E4w8/OL6xz1/wvT/hYkAXy1xNc/QvO4I="),
        Of("original reference empty", Common, $"{Payment},\"originalReference\":\"\",\"success\":\"true\"",
            "Ny9gS2veKo5E4w8/OL6xz1/wvT/hYkAXy1xNc/QvO4I="),
        Of("php, a reference with a space in front", Common,
            $"{Payment},\"success\":\"true\"".Replace("\"TestPayment", "\" TestPayment", StringComparison.Ordinal),
            "kLZtgnXU86m/yjnpBD4aqESFgnoDcy1fGOP1Db/L3+4="),
        Of("python UtilTest, ruby hmac_validator_spec", Python, $"{Payment},\"success\":\"true\"",
            "coqCmt/IZ4E3CzPvMY8zTjQVL5hYJUiBRg8UU+iCWo0="),
        Of("php, a refund of zero", Python,
            $"{Payment},\"success\":\"true\"".Replace("1130", "0", StringComparison.Ordinal)
            .Replace("AUTHORISATION", "REFUND", StringComparison.Ordinal), "J7HhsgZo5KwqdB7LFZJV6rfQgp+RqC2kuYyw/3x3w+8="),
        Of("java, the amount as text", Java, $"{Report},\"amount\":{{\"currency\":\"EUR\",\"value\":\"0\"}}",
            "NuEkADFmlCC6VgX+wcoPAegIWxVPNBPCuKlM4Hzo5qc="),
        Of("php testHmacSignatureEscaping, a colon", "C56F00E99723D90F65254B00746844BED11BCDD0DD42B26EC980DC1301C6CD20",
            """
            "amount":{"currency":"EUR","value":113000},"eventCode":"AUTHORISATION","merchantAccountCode":"PHPApiLibrary","merchantReference":"auth:123","originalReference":"","pspReference":"TEST_CUSTOM_7914073381342284","success":"true"
            """,
            "ovT21mqdbQToGbWssIhnBXAlnkhgKuehtGwvYFf5h2Q="),
        Of("python backslash_notification.json", Slashes, Stroinski("T7FD4VM4D3RZNN82", @"\\\\slashes are fun"),
            "nIgT81gaB5oJpn2jPXupDq68iRo2wUlBsuYjtYfwKqo="),
        Of("python colon_notification.json", Slashes, Stroinski("M8NB66SBZSGLNK82", ":slashes are fun"),
            "2EQYm7YJpKO4EtHSPu55SQTyWf8dkW5u2nD1tJFpViA="),
        Of("python forwardslash_notification.json", Slashes, Stroinski("X3GWNS6KJ8NKGK82", "//slashes are fun"),
            "9Z0xdpG9Xi3zcmXv14t/BvMBut77O/Xq9D4CQXSDUi4="),
        Of("the same with escaped slashes", Slashes, Stroinski("X3GWNS6KJ8NKGK82", @"\/\/slashes are fun"),
            "9Z0xdpG9Xi3zcmXv14t/BvMBut77O/Xq9D4CQXSDUi4="),
        Of("python mixed_notification.json", Slashes, Stroinski("ZVWN7D3WSMK2WN82", @"\\:/\\/slashes are fun"),
            "CZErGCNQaSsxbaQfZaJlakqo7KPP+mIa8a+wx3yNs9A="),
        Of("dotnet TestColonAndBackslashHmacValidator", "AABBCCDDEEFFAABBCCDDEEFFAABBCCDDEEFFAABBCCDDEEFFAABBCCDDEEFFAABB",
            Stroinski("ZVWN7D3WSMK2WN82", @"\\:/\\/slashes are fun"), "cyYGGNUYxRCIwmfET0zxNPQN/m9cKR6xNECwPzTfJIQ="),
        Of("dotnet notification-response-refund-fail.json", "66B61474A0AA3736BA8789EDC6D6CD9EBA0C4F414A554E32A407F849C045C69D",
            """
            "amount":{"currency":"EUR","value":100},"eventCode":"CAPTURE","merchantAccountCode":"DotNetAlexandros","merchantReference":"UseqNbr006-orderId006\\\/","originalReference":"TEST_CUSTOM_881578412007338A","pspReference":"TEST_CUSTOM_881578412137072J","success":"false"
            """,
            @"lQnzbwY09e5mwkC8YZozlHu5v\/2SFzAx6WRrvHx+3b8="),
        new("python mixed_notification.json, the item alone", Slashes,
            Item(Stroinski("ZVWN7D3WSMK2WN82", @"\\:/\\/slashes are fun"), "CZErGCNQaSsxbaQfZaJlakqo7KPP+mIa8a+wx3yNs9A=")),
        new("an item alone, forged", Slashes,
            Item(Stroinski("ZVWN7D3WSMK2WN83", @"\\:/\\/slashes are fun"),
            "CZErGCNQaSsxbaQfZaJlakqo7KPP+mIa8a+wx3yNs9A=")) { IsGenuine = false },
        new("node hmacValidator.spec.ts, an entry of the list alone", Common,
            Entry(Item($"{Reference},\"eventCode\":\"EVENT\",\"success\":\"true\"", Published))),
        new("an entry alone, forged", Common,
            Entry(Item($"{Reference},\"eventCode\":\"EVENU\",\"success\":\"true\"", Published))) { IsGenuine = false },
        new("no batch and no item", Common, "{}") { IsGenuine = false },
        Of("another success", Common, $"{Reference},\"eventCode\":\"EVENT\",\"success\":\"false\"", Published) with { IsGenuine = false },
        Of("notValidSign", Common, $"{Reference},\"eventCode\":\"EVENT\",\"success\":\"true\"", "notValidSign") with { IsGenuine = false },
        Of("33 bytes in 44 characters", Common, $"{Reference},\"eventCode\":\"EVENT\",\"success\":\"true\"",
            new string('A', 44)) with { IsGenuine = false },
        Of("java testValidateHMACEmptyHmacSignature", Java, $"{Report},\"amount\":{{\"currency\":\"EUR\",\"value\":\"0\"}}",
            "") with { IsGenuine = false },
        new("java testValidateHMACNullHmacSignature", Java, Batch($$"""{"additionalData":{},{{Report}}}""")) { IsGenuine = false },
        new("go, nil additionalData", Common,
            Batch($$"""{"additionalData":null,{{Reference}},"eventCode":"EVENT","success":"true"}""")) { IsGenuine = false },
        new("go, a signature that is not text", Common,
            Batch($$"""{"additionalData":{"hmacSignature":12345},{{Reference}},"eventCode":"EVENT","success":"true"}""")) { IsGenuine =
            false },
        new("an empty batch", Common, """{"live":"false","notificationItems":[]}""") { IsGenuine = false },
        new("a batch of two", Common,
            Batch(Item($"{Reference},\"eventCode\":\"EVENT\",\"success\":\"true\"", Published),
            Item($"{Reference},\"eventCode\":\"REPORT_AVAILABLE\",\"success\":\"true\"", "ZNBPtI+oDyyRrLyD1XirkKnQgIAlFc07Vj27TeHsDRE="))),
        new("a batch of which one is forged", Common,
            Batch(Item($"{Reference},\"eventCode\":\"EVENT\",\"success\":\"true\"", Published),
            Item($"{Reference},\"eventCode\":\"REFUND\",\"success\":\"true\"", Published))) { IsGenuine = false },
    ];

    protected override IEnumerable<ExpectedFacts> Facts =>
    [
        new("AUTHORISATION", First + "pspReference", First + "merchantReference", First + "amount.value", "EUR", HasTime: false),
        new("REFUND", First + "pspReference", First + "merchantReference", First + "amount.value", "EUR", HasTime: false),
        new("CHARGEBACK", First + "pspReference", First + "merchantReference", First + "amount.value", "EUR", HasTime: false),
    ];

    private static string First => "notificationItems[0].NotificationRequestItem.";

    [Fact]
    public override void Knows_a_repeat_by_what_is_authenticated()
    {
        var text = Samples.Text(Sent("AUTHORISATION"));
        var later = Only(text.Replace("\"reason\":\"036186", "\"reason\":\"036187", StringComparison.Ordinal)
            .Replace("\"live\":\"false\"", "\"live\":\"true\"", StringComparison.Ordinal));

        Assert.Equal(Only(text).Identity, later.Identity);
        Assert.Null(later.ProviderEventId);
        Assert.NotEqual(Only(text).Identity,
            Only(text.Replace("\"success\":\"true\"", "\"success\":\"false\"", StringComparison.Ordinal)).Identity);
        Assert.NotEqual(Only(text).Identity, Only(text.Replace("AUTHORISATION", "CAPTURE", StringComparison.Ordinal)).Identity);
    }

    [Fact]
    public void Makes_an_event_of_each_item_and_answers_as_Adyen_wants_it()
    {
        var body = Samples.Utf8(Batch(Item($"{Reference},\"eventCode\":\"EVENT\",\"success\":\"true\"", Published), Item(Report, "x")));
        var items = Provider().Split(body);

        Assert.Equal(2, items.Count);
        Assert.Equal(["EVENT", "REPORT_AVAILABLE"], items.Select(item => Provider().Read(item).ProviderType));
        Assert.Equal("[accepted]", Provider().SuccessBody);
        Assert.Equal("EVENT", Only(Entry(Item($"{Reference},\"eventCode\":\"EVENT\",\"success\":\"true\"", Published))).ProviderType);
    }

    // Every byte of the signed values; the others are not Adyen's word.
    protected override IEnumerable<Delivery> Altered(SignedBody genuine)
    {
        var text = Samples.Text(genuine);
        foreach (var field in new[] { "pspReference", "merchantAccountCode", "merchantReference", "value", "currency", "eventCode",
            "success" })
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

    protected override (Delivery Delivery, RejectionReason Reason) Doubled(SignedBody genuine) => (
        Samples.Delivery(
            Samples.Utf8(Samples.Text(genuine)
            .Replace("\"additionalData\":{", "\"additionalData\":{\"hmacSignature\":\"x\",", StringComparison.Ordinal))),
        RejectionReason.DuplicateKeys);

    protected override string Whole(string body, string[] printed) =>
        body.Replace("\"additionalData\":{", $"\"additionalData\":{{{printed[0].Replace("additionalData.", "", StringComparison.Ordinal)},",
            StringComparison.Ordinal);

    private EventFacts Only(string body) => Provider().Read(Provider().Split(Samples.Utf8(body))[0]);

    private static Vector Of(string what, string key, string fields, string signature) =>
        new($"Adyen api-library: {what}", key, Batch(Item(fields, signature)));

    private static string Stroinski(string psp, string reference) =>
        $$"""
        "amount":{"currency":"EUR","value":1000},"eventCode":"AUTHORISATION","merchantAccountCode":"AntoniStroinski","merchantReference":"{{reference}}","pspReference":"{{psp}}","success":"true"
        """;

    private static string Item(string fields, string signature) => $$"""{"additionalData":{"hmacSignature":"{{signature}}"},{{fields}}}""";

    private static string Entry(string item) => $$"""{"NotificationRequestItem":{{item}}}""";

    private static string Batch(params string[] items) =>
        $$"""{"live":"false","notificationItems":[{{string.Join(',', items.Select(Entry))}}]}""";
}
