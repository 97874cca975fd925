using System.Text;
using Microsoft.Extensions.Primitives;
using PayHooks.Configuration;
using PayHooks.Receiving;
using PayHooks.Storage;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;
using PayHooks.Verification;
using Samples = PayHooks.Tests.Providers.Samples;

namespace PayHooks.Tests.Receiving;

/// <summary>Unsigned test calls on saving an address: answered with 200, not stored and not counted as rejected.</summary>
public sealed class PingTests : IAsyncDisposable
{
    private const string Form = "application/x-www-form-urlencoded";

    // Source: nicepayments/nicepay-manual, api/hook.md: the test call's tid begins with UTWEBHOOK, and its signature follows from no
    // merchant's key.
    private const string NicePay =
        """
        {
          "algorithm": "sha256", "signature": { "json": "signature" }, "content": "{json:tid}{json:amount}{json:ediDate}{secret}",
          "event": { "id": "tid", "type": "status", "unsigned": true },
          "ping": { "json": "tid", "prefix": "UTWEBHOOK" }, "answer": "OK"
        }
        """;

    private readonly InMemoryStoreUnderTest store = new();

    public ValueTask DisposeAsync() => store.DisposeAsync();

    [Theory]
    [InlineData("webhook_id=7", Form)]
    [InlineData("webhook_id=12345678901234567890", Form)]
    [InlineData("webhook_id=7", Form + "; charset=UTF-8")]
    public async Task The_ping_of_WooCommerce_is_answered_and_nothing_is_stored(string body, string contentType)
    {
        var result = await ReceiveAsync(Source("woocommerce"), body, ("Content-Type", contentType));

        Assert.Equal((ReceiveOutcome.Ping, 200, "", "shop"), (result.Outcome, result.StatusCode, result.Body, result.Source));
        Assert.Equal(0, await store.Queue.CountAsync(default));
    }

    [Theory]
    [InlineData("webhook_id=", Form)]
    [InlineData("webhook_id=7x", Form)]
    [InlineData("webhook_id=-7", Form)]
    [InlineData("webhook_id=7\n", Form)]
    [InlineData("webhook_id=7&a=b", Form)]
    [InlineData("a=b&webhook_id=7", Form)]
    [InlineData("Webhook_id=7", Form)]
    [InlineData("webhook_id=123456789012345678901", Form)]
    [InlineData("", Form)]
    [InlineData("webhook_id=7", "application/json")]
    [InlineData("webhook_id=7", "")]
    [InlineData("""{"webhook_id":7}""", "application/json")]
    public async Task Anything_else_without_a_signature_is_refused(string body, string contentType) =>
        Assert.Equal((ReceiveOutcome.Refused, 401), Of(await ReceiveAsync(Source("woocommerce"), body, ("Content-Type", contentType))));

    [Fact]
    public async Task A_ping_with_a_signature_header_is_refused() =>
        Assert.Equal(
            (ReceiveOutcome.Refused, 401),
            Of(await ReceiveAsync(Source("woocommerce"), "webhook_id=7", ("Content-Type", Form),
                ("X-WC-Webhook-Signature", Convert.ToBase64String(new byte[32])))));

    [Theory]
    [InlineData("""{"tid":"UTWEBHOOK01234","amount":10000,"ediDate":"2026","status":"","signature":"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"}""", true)]
    [InlineData("""{"tid":"UTWEBHOOK01234","amount":10000,"ediDate":"2026","status":""}""", true)]
    [InlineData("""{"tid":"UT01234","amount":10000,"ediDate":"2026","status":"","signature":"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"}""", false)]
    [InlineData("""{"tid":"UT01234","tid":"UTWEBHOOK01234","amount":10000,"ediDate":"2026","signature":"00"}""", false)]
    [InlineData("""{"data":{"tid":"UTWEBHOOK01234"},"amount":10000,"ediDate":"2026"}""", false)]
    public async Task A_test_call_that_is_marked_by_a_member_gets_the_answer_of_its_scheme(string body, bool isPing)
    {
        var result = await ReceiveAsync(Source("custom") with { Scheme = Samples.Scheme(NicePay) }, body);

        Assert.Equal(isPing ? (ReceiveOutcome.Ping, 200, "OK")
            : (ReceiveOutcome.Refused, result.StatusCode, ""), (result.Outcome, result.StatusCode, result.Body));
        Assert.Equal(0, await store.Queue.CountAsync(default));
    }

    [Fact]
    public void A_verifier_without_a_server_says_that_it_is_a_ping()
    {
        var result = WebhookVerifier.Create("woocommerce", "woo-secret-0123456789").Verify(
            "webhook_id=7"u8.ToArray(), [KeyValuePair.Create("Content-Type", Form)]);

        Assert.Equal((false, true, 0), (result.IsGenuine, result.IsPing, result.Events.Count));
    }

    [Fact]
    public void A_ping_is_logged_as_what_it_is()
    {
        using var sink = new LogSink();
        using (var log = new ReceiveLog(sink.CreateLogger(""), TimeProvider.System))
        {
            log.Write(new ReceiveResult(ReceiveOutcome.Ping, 200) { Source = "shop" });
        }

        Assert.Equal(["Information: Answered an unsigned test call of the provider for shop; nothing is stored"], sink.Lines);
    }

    private static (ReceiveOutcome Outcome, int Status) Of(ReceiveResult result) => (result.Outcome, result.StatusCode);

    private static SourceSettings Source(string provider) =>
        Samples.Source(new ProviderRegistry().Find(provider)!, "a-webhook-secret-0123456789");

    private async Task<ReceiveResult> ReceiveAsync(SourceSettings source, string body, params (string Name, string Value)[] headers)
    {
        var options = new PayHooksOptions { Sources = [source] };
        var receiver = new WebhookReceiver(
            new SourceCatalog(options, new ProviderRegistry()), new DeliveryWriter(store.Queue), options, new SourceActivityRecorder(store.Time),
                store.Time);
        var bytes = Encoding.UTF8.GetBytes(body);
        return await receiver.ReceiveAsync(
            new ReceiveRequest
            {
                Source = source.Name,
                Header = name =>
                    new StringValues(
                    [.. headers.Where(header => string.Equals(header.Name, name, StringComparison.OrdinalIgnoreCase))
                    .Select(header => header.Value)]),
                Body = new MemoryStream(bytes),
                ContentLength = bytes.Length,
            },
            default);
    }
}
