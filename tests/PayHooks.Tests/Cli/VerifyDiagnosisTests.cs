using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using PayHooks.Cli.Settings;
using PayHooks.Cli.Verifying;
using PayHooks.Verification;
using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Samples;

namespace PayHooks.Tests.Cli;

public class VerifyDiagnosisTests
{
    private const string Key = "test_sk_0123456789";
    private const string Sent = """{"id":"evt_1","type":"checkout.paid","data":{"url":"https:\/\/shop.example\/a"}}""";
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, string> Changes() => new()
    {
        { Sent + "\n", "the final line end is removed" },
        { Sent + "\r\n", "the final line end is removed" },
        { "\uFEFF" + Sent, "the byte order mark is removed" },
        { Sent.Replace("\\/", "/", StringComparison.Ordinal), "every / is written as \\/ again" },
        { Sent.Replace(",", ", ", StringComparison.Ordinal), "the white space between the JSON tokens is removed" },
        { Sent.Replace(",", ",\n  ", StringComparison.Ordinal).Replace("\\/", "/", StringComparison.Ordinal),
            "the white space between the JSON tokens is removed and every / is written as \\/ again" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_body_that_was_changed_on_the_way_is_recognised(string received, string expected) =>
        Assert.Contains($"when {expected}: something changed the body on the way", Diagnose(received, Hex(Sent)), StringComparison.Ordinal);

    [Fact]
    public void A_lost_final_line_feed_is_recognised() =>
        Assert.Contains("a final line feed is added", Diagnose(Sent, Hex(Sent + "\n")), StringComparison.Ordinal);

    [Fact]
    public void Line_ends_that_became_CRLF_are_recognised()
    {
        const string Pretty = "{\n \"a\": 1\n}";
        Assert.Contains("CRLF line ends become LF", Diagnose(Pretty.Replace("\n", "\r\n", StringComparison.Ordinal), Hex(Pretty)),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(" " + Key, "the white space around the secret")]
    [InlineData(Key + "\n", "the white space around the secret")]
    [InlineData("\"" + Key + "\"", "the quotation marks around the secret")]
    public void A_badly_copied_secret_is_recognised(string secret, string expected) =>
        Assert.Contains(expected, Diagnose(Sent, Hex(Sent), secret), StringComparison.Ordinal);

    [Fact]
    public void Base64_where_hexadecimal_is_due_is_recognised() =>
        Assert.Contains("hexadecimal instead of base64", Diagnose(Sent, Convert.ToBase64String(Mac(Sent, Encoding.UTF8.GetBytes(Key)))),
            StringComparison.Ordinal);

    [Fact]
    public void A_prefix_that_is_not_due_is_recognised() =>
        Assert.Contains("the prefix 'sha256=' is removed", Diagnose(Sent, $"sha256={Hex(Sent)}"), StringComparison.Ordinal);

    [Fact]
    public void A_secret_that_the_sender_decodes_from_hexadecimal_is_recognised()
    {
        const string HexKey = "00112233445566778899aabbccddeeff";
        var signature = Convert.ToHexStringLower(Mac(Sent, Convert.FromHexString(HexKey)));

        Assert.Contains("the secret decoded from hexadecimal", Diagnose(Sent, signature, HexKey), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_algorithm_is_recognised()
    {
        var signature = Convert.ToHexStringLower(HMACSHA512.HashData(Encoding.UTF8.GetBytes(Key), Encoding.UTF8.GetBytes(Sent)));

        Assert.Contains("HMAC-SHA512", Diagnose(Sent, signature), StringComparison.Ordinal);
    }

    [Fact]
    public void A_signed_time_that_has_passed_is_recognised()
    {
        var descriptor = new ProviderRegistry().Find("x-signature")!;
        var settings = DefaultSource.Of(descriptor, "shop", null) with { TimestampHeader = "X-Time" };
        var signed = new VerifyCase(descriptor, Key, Encoding.UTF8.GetBytes(Sent), [], Now.AddHours(-2)) { Settings = settings }.Sign()!;

        var finding = Finding(new VerifyCase(descriptor, Key, signed.Body.ToArray(), signed.Headers, Now) { Settings = settings });

        Assert.Contains("--at 2026-01-31T10:00:00Z", finding, StringComparison.Ordinal);
    }

    // Stripe allows five minutes, Paddle five seconds.
    [Theory]
    [InlineData("stripe", 600, "0:10:00 ahead of this clock: set the clock")]
    [InlineData("paddle", 6, "0:00:06 ahead of this clock: set the clock")]
    [InlineData("standard-webhooks", 86400 + 60, "1.00:01:00 ahead of this clock: set the clock")]
    [InlineData("stripe", -600, "0:10:00 before the time of receipt")]
    public void The_reason_says_which_side_the_clock_is_wrong_on(string provider, int seconds, string expected)
    {
        var descriptor = new ProviderRegistry().Find(provider)!;
        const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        var signed = new VerifyCase(descriptor, Secret, Encoding.UTF8.GetBytes(Sent), [], Now.AddSeconds(seconds)).Sign()!;
        var presented = new VerifyCase(descriptor, Secret, signed.Body.ToArray(), signed.Headers, Now);

        Assert.Contains(expected, presented.Judge().Detail, StringComparison.Ordinal);
        var finding = Finding(presented)!;
        Assert.Contains(seconds > 0 ? "clock is behind" : "its time has passed", finding, StringComparison.Ordinal);
        Assert.Contains($"--at {Now.AddSeconds(seconds):yyyy-MM-ddTHH:mm:ssZ}", finding, StringComparison.Ordinal);
    }

    [Fact]
    public void A_prefixed_secret_that_the_sender_uses_as_text_is_recognised()
    {
        const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        var time = Now.ToUnixTimeSeconds();
        var mac = Convert.ToBase64String(Mac($"msg_1.{time}.{Sent}", Encoding.UTF8.GetBytes(Secret)));

        var finding = Finding(StandardWebhook(Secret, $"v1,{mac}"));

        Assert.Contains("""secret: { "decode": "utf8", "prefix": "" }""", finding, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_that_was_copied_with_the_mark_of_a_signature_is_recognised()
    {
        const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        var mac = Convert.ToBase64String(Mac($"msg_1.{Now.ToUnixTimeSeconds()}.{Sent}", Convert.FromBase64String(Secret[6..])));
        var presented = StandardWebhook($"v1,{Secret}", $"v1,{mac}");

        Assert.Contains("begins with 'v1,'", presented.Judge().Detail, StringComparison.Ordinal);
        Assert.Contains("when the v1, before the secret is removed", Finding(presented), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("|")]
    [InlineData(":")]
    [InlineData("")]
    public void A_content_with_another_separator_is_recognised(string separator)
    {
        var scheme = JsonNode.Parse("""
            { "signature": { "header": "Acme-Signature" }, "content": "{timestamp}.{body}", "timestamp": { "header": "Acme-Time" } }
            """)!.AsObject();
        var provider = new ProviderRegistry().Find("custom")!.WithScheme([new SchemeLayer("test", scheme)]);
        var time = Now.ToUnixTimeSeconds();
        var signature = Hex($"{time}{separator}{Sent}");
        var presented = new VerifyCase(
            provider, Key, Encoding.UTF8.GetBytes(Sent),
            [KeyValuePair.Create("Acme-Signature", signature), KeyValuePair.Create("Acme-Time", $"{time}")], Now);

        Assert.Contains($"content: \"{{timestamp}}{separator}{{body}}\"", Finding(presented), StringComparison.Ordinal);
    }

    [Fact]
    public void A_body_with_its_signature_inside_is_diagnosed_too()
    {
        var descriptor = new ProviderRegistry().Find("portone")!;
        var body = SampleCatalog.Create(SampleCatalog.Find("portone", "Success")!, new Random(1), Now);
        var signed = new VerifyCase(descriptor, Key, body, [], Now).Sign()!;

        var finding = Finding(new VerifyCase(descriptor, $"{Key} ", signed.Body.ToArray(), [], Now));

        Assert.Contains("the white space around the secret", finding, StringComparison.Ordinal);
    }

    [Fact]
    public void A_forgery_is_explained_by_nothing()
    {
        var forged = Sent.Replace("evt_1", "evt_2", StringComparison.Ordinal);

        Assert.Null(Finding(Presented(forged, Hex(Sent), Key)));
    }

    private static string Diagnose(string received, string signature, string secret = Key) =>
        Finding(Presented(received, signature, secret)) ?? "";

    private static string? Finding(VerifyCase presented)
    {
        var verdict = presented.Judge();
        Assert.False(verdict.IsGenuine);
        return Diagnosis.Of(presented, verdict);
    }

    private static VerifyCase StandardWebhook(string secret, string signature) => new(
        new ProviderRegistry().Find("standard-webhooks")!, secret, Encoding.UTF8.GetBytes(Sent),
        [
            KeyValuePair.Create("webhook-id", "msg_1"),
            KeyValuePair.Create("webhook-timestamp", $"{Now.ToUnixTimeSeconds()}"),
            KeyValuePair.Create("webhook-signature", signature),
        ],
        Now);

    private static VerifyCase Presented(string body, string signature, string secret) => new(
        new ProviderRegistry().Find("chargily")!, secret, Encoding.UTF8.GetBytes(body), [KeyValuePair.Create("Signature", signature)], Now);

    private static string Hex(string body) => Convert.ToHexStringLower(Mac(body, Encoding.UTF8.GetBytes(Key)));

    private static byte[] Mac(string body, byte[] key) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(body));
}
