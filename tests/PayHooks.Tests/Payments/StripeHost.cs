using System.Text;
using System.Text.Json.Nodes;
using PayHooks.Testing;

namespace PayHooks.Tests.Payments;

/// <summary>A host that receives events as Stripe sends them, and answers the API.</summary>
internal sealed class StripeHost : IAsyncDisposable
{
    private const int Start = 1764489600;

    private readonly PayHooksTestHost host;
    private int events;

    private StripeHost(PayHooksTestHost host) => this.host = host;

    /// <summary>A client of the API.</summary>
    public HttpClient Client => host.Client;

    public static async Task<StripeHost> StartAsync(params (string Name, string Value)[] settings) => new(await PayHooksTestHost.StartAsync(
        payHooks => payHooks.Handle<Nothing>("payment.*", "refund.*"),
        settings.Select(one => KeyValuePair.Create(one.Name, (string?)one.Value))));

    /// <summary>An event of an intent, a second after the one before.</summary>
    public Task<DeliveredEvent> IntentAsync(string type, string id, string? order = null, bool? livemode = null) => DeliverAsync(
        $"payment_intent.{type}",
        order is null
            ? $$"""{"id":"{{id}}","amount":4990,"amount_received":4990,"currency":"usd"}"""
            : $$$"""{"id":"{{{id}}}","amount":4990,"amount_received":4990,"currency":"usd","metadata":{"order_id":"{{{order}}}"}}""",
        livemode);

    /// <summary>A refund of 10.00 USD.</summary>
    public Task<DeliveredEvent> RefundAsync(string id, string intent) => DeliverAsync(
        "refund.created",
        $$"""{"id":"{{id}}","amount":1000,"currency":"usd","status":"succeeded","payment_intent":"{{intent}}"}""",
        livemode: null);

    public async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await host.Client.GetStringAsync(path))!;

    public async Task<HttpResponseMessage> PostAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Headers = { { "x-payhooks", "1" } } };
        return await host.Client.SendAsync(request);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    private Task<DeliveredEvent> DeliverAsync(string type, string item, bool? livemode)
    {
        var number = ++events;
        var mode = livemode is { } live ? $""","livemode":{(live ? "true" : "false")}""" : "";
        var body = $$$"""{"id":"evt_{{{number}}}","type":"{{{type}}}","created":{{{Start + number}}}{{{mode}}},"data":{"object":{{{item}}}}}""";
        return host.DeliverBodyAsync("stripe", Encoding.UTF8.GetBytes(body));
    }

    private sealed class Nothing : IWebhookHandler
    {
        public ValueTask HandleAsync(WebhookEvent webhookEvent, HandlerContext context, CancellationToken cancellationToken) =>
            ValueTask.CompletedTask;
    }
}
