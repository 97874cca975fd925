using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using PayHooks.Testing;

namespace PayHooks.Tests.Payments;

/// <summary>Payments over HTTP, as a stripe source reports them.</summary>
public sealed class PaymentApiTests : IAsyncLifetime
{
    private PayHooksTestHost host = null!;

    public async Task InitializeAsync()
    {
        host = await PayHooksTestHost.StartAsync(payHooks => payHooks.Handle<Nothing>("payment.*", "refund.*"));
        await DeliverAsync("evt_1", "payment_intent.succeeded", 1,
            """{"id":"pi_1","object":"payment_intent","amount_received":4990,"currency":"usd","metadata":{"order_id":"order-7"}}""");
        await DeliverAsync("evt_2", "refund.created", 2,
            """{"id":"re_1","object":"refund","amount":1000,"currency":"usd","status":"succeeded","payment_intent":"pi_1"}""");
        await DeliverAsync("evt_3", "payment_intent.processing", 0,
            """{"id":"pi_1","object":"payment_intent","amount":4990,"currency":"usd"}""");
    }

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Theory]
    [InlineData("id=pi_1")]
    [InlineData("reference=order-7")]
    [InlineData("source=stripe&state=succeeded")]
    public async Task A_payment_is_found_by_its_id_its_reference_or_its_state(string query)
    {
        var payment = Assert.Single((await GetAsync($"/api/payments?{query}"))["payments"]!.AsArray())!;

        Assert.Equal(("pi_1", "succeeded", "49.90", "10.00"),
            ((string)payment["id"]!, (string)payment["state"]!, (string)payment["amount"]!["value"]!,
            (string)payment["refunded"]!["value"]!));
        Assert.Null(payment["history"]);
    }

    [Theory]
    [InlineData("id=pi_2")]
    [InlineData("reference=order-8")]
    [InlineData("state=failed")]
    [InlineData("flag=paid_twice")]
    public async Task What_is_not_there_is_an_empty_list(string query) =>
        Assert.Empty((await GetAsync($"/api/payments?{query}"))["payments"]!.AsArray());

    [Fact]
    public async Task One_payment_shows_every_event_and_what_it_did()
    {
        var payment = await GetAsync("/api/payments/stripe/pi_1");

        var history = payment["history"]!.AsArray()
            .Select(entry => ((string)entry!["subject"]!["kind"]!, (string)entry["state"]!, (string?)entry["effect"]));
        Assert.Equal([("payment", "succeeded", "changed"), ("refund", "succeeded", null), ("payment", "pending", "stale")], history);
        Assert.Empty(payment["flags"]!.AsArray());
    }

    [Fact]
    public async Task The_events_of_a_payment_name_their_effect_and_their_subject()
    {
        var events = (await GetAsync("/api/events?payment=pi_1"))["events"]!.AsArray();

        Assert.Equal(3, events.Count);
        var stale = Assert.Single(events, one => (string?)one!["effect"] == "stale")!;
        Assert.Equal(("stale", "payment", "pi_1"),
            ((string?)stale["outcome"], (string?)stale["subject"]!["kind"], (string?)stale["payment"]));
        Assert.Single((await GetAsync("/api/events?outcome=stale"))["events"]!.AsArray());
    }

    [Theory]
    [InlineData("/api/payments?state=paid", HttpStatusCode.BadRequest, "state must be one of")]
    [InlineData("/api/payments?flag=odd", HttpStatusCode.BadRequest, "flag must be one of")]
    [InlineData("/api/payments/stripe/pi_9", HttpStatusCode.NotFound, "no payment with this id")]
    public async Task What_is_wrong_with_a_request_is_said(string path, HttpStatusCode status, string said)
    {
        using var response = await host.Client.GetAsync(path);

        Assert.Equal(status, response.StatusCode);
        Assert.Contains(said, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_that_changed_nothing_is_not_replayed_and_its_owner_is_named()
    {
        await DeliverAsync("evt_4", "payment_intent.succeeded", 5,
            """{"id":"pi_1","object":"payment_intent","amount_received":4990,"currency":"usd"}""");
        var unchanged = Assert.Single((await GetAsync("/api/events?outcome=unchanged"))["events"]!.AsArray())!;
        using var response = await SendAsync(HttpMethod.Post, $"/api/events/{unchanged["id"]}/replay");

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        var said = await response.Content.ReadAsStringAsync();
        Assert.Contains((string)unchanged["owner"]!, said, StringComparison.Ordinal);
        Assert.Contains("force=true", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?force=true", HttpStatusCode.Accepted)]
    [InlineData("?force=false", HttpStatusCode.Conflict)]
    [InlineData("?force=1", HttpStatusCode.BadRequest)]
    public async Task An_event_that_changed_nothing_is_replayed_by_force(string query, HttpStatusCode status)
    {
        await DeliverAsync("evt_4", "payment_intent.succeeded", 5,
            """{"id":"pi_1","object":"payment_intent","amount_received":4990,"currency":"usd"}""");
        var unchanged = Assert.Single((await GetAsync("/api/events?outcome=unchanged"))["events"]!.AsArray())!;

        using var response = await SendAsync(HttpMethod.Post, $"/api/events/{unchanged["id"]}/replay{query}");

        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task An_erased_payment_keeps_its_state_and_loses_what_it_says_of_a_person()
    {
        using (var erased = await SendAsync(HttpMethod.Delete, "/api/payments/Stripe/pi_1"))
        {
            Assert.Equal(HttpStatusCode.NoContent, erased.StatusCode);
        }

        var payment = await GetAsync("/api/payments/stripe/pi_1");
        Assert.Equal("succeeded", (string?)payment["state"]);
        Assert.NotNull(payment["erasedAt"]);
        Assert.Null(payment["amount"]);
        Assert.Null(payment["merchantReference"]);
        var events = (await GetAsync("/api/events?payment=pi_1"))["events"]!.AsArray();
        Assert.Equal(3, events.Count);
        foreach (var one in events)
        {
            Assert.NotNull((await GetAsync($"/api/events/{one!["id"]}"))["erasedAt"]);
        }

        using var unknown = await SendAsync(HttpMethod.Delete, "/api/payments/stripe/pi_9");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path) { Headers = { { "x-payhooks", "1" } } };
        return await host.Client.SendAsync(request);
    }

    private async Task DeliverAsync(string id, string type, int second, string item) =>
        await host.DeliverBodyAsync("stripe", Encoding.UTF8.GetBytes(
        $$$"""{"id":"{{{id}}}","object":"event","type":"{{{type}}}","created":{{{1764489600 + second}}},"data":{"object":{{{item}}}}}"""));

    private async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await host.Client.GetStringAsync(path))!;

    private sealed class Nothing : IWebhookHandler
    {
        public ValueTask HandleAsync(WebhookEvent webhookEvent, HandlerContext context, CancellationToken cancellationToken) =>
            ValueTask.CompletedTask;
    }
}
