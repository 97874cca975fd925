using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PayHooks.Hosting;
using PayHooks.Reconciliation;
using PayHooks.Tests.Reconciliation.Simulated;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Reconciliation;

/// <summary>Reconciliation over HTTP.</summary>
public sealed class ReconcileApiTests
{
    [Fact]
    public async Task A_missed_payment_is_found_handled_and_reported()
    {
        await using var host = await ReconcileHost.StartAsync();
        host.Lose("p1");

        var dry = await RunAsync(host, $"?since={Ago(host, 24)}&dryRun=true");
        var run = await RunAsync(host, "", $$"""{"since":"{{Ago(host, 24)}}","payment":null,"dryRun":false}""");
        var payment = await Eventually.Async(
            async () => await host.Client.GetAsync(new Uri("/api/payments/test/p1", UriKind.Relative)),
            response => response.StatusCode == HttpStatusCode.OK);
        var again = await RunAsync(host, $"?since={Ago(host, 24)}");

        Assert.Equal((1, true), ((int)dry["missed"]!, (bool)dry["dryRun"]!));
        Assert.Equal(
            (1, 0, 0, 1, 0, 0),
            ((int)run["checked"]!, (int)run["matched"]!, (int)run["pending"]!, (int)run["missed"]!, (int)run["conflicts"]!,
                (int)run["failed"]!));
        Assert.Equal(("missed", "p1", true), (Text(run, "outcome"), Text(run, "id"), (bool)run["items"]![0]!["enqueued"]!));
        Assert.Equal((1, 0), ((int)again["matched"]!, (int)again["missed"]!));
        Assert.Equal("succeeded", (string?)JsonNode.Parse(await payment.Content.ReadAsStringAsync())!["state"]);
        payment.Dispose();

        var status = JsonNode.Parse(await host.Client.GetStringAsync(new Uri("/api/reconcile", UriKind.Relative)))!["sources"]!.AsArray();
        var source = Assert.Single(status)!;
        Assert.Equal("test", (string?)source["source"]);
        Assert.Equal([3, 2, 1], source["runs"]!.AsArray().Select(one => (int)one!["number"]!));
    }

    [Theory]
    [InlineData("nobody", "", "", HttpStatusCode.NotFound, "No source is named 'nobody'.")]
    [InlineData("plain", "", "", HttpStatusCode.Conflict, "PayHooks__Sources__plain__Api__Key")]
    [InlineData("test", "?since=yesterday", "", HttpStatusCode.BadRequest, "since must be a time")]
    [InlineData("test", "?dry-run=true", "", HttpStatusCode.BadRequest, "no parameter 'dry-run'")]
    [InlineData("test", "?dryRun=yes", "", HttpStatusCode.BadRequest, "dryRun must be true or false")]
    [InlineData("test", "?payment=p1&since=2026-01-01", "", HttpStatusCode.BadRequest, "payment looks up a single payment")]
    [InlineData("test", "?since=2199-01-01", "", HttpStatusCode.BadRequest, "since must be before until")]
    [InlineData("test", "", """{"dryrun":true}""", HttpStatusCode.BadRequest, "no member 'dryrun'")]
    [InlineData("test", "", """{"since":1}""", HttpStatusCode.BadRequest, "since must be a time")]
    [InlineData("test", "", """{"until":true}""", HttpStatusCode.BadRequest, "until must be a time")]
    [InlineData("test", "", """{"payment":true}""", HttpStatusCode.BadRequest, "payment must be a string")]
    [InlineData("test", "", """{"dryRun":"true"}""", HttpStatusCode.BadRequest, "dryRun must be true or false")]
    [InlineData("test", "?redeliver=true", """{"payment":"p1"}""", HttpStatusCode.BadRequest, "redeliver does not apply")]
    [InlineData("test", "", "since", HttpStatusCode.BadRequest, "The content of the request is not JSON.")]
    public async Task What_cannot_be_done_says_why_and_asks_nobody(
        string source, string query, string body, HttpStatusCode status, string why)
    {
        await using var host = await ReconcileHost.StartAsync();

        using var response = await PostAsync(host, source, query, body);

        Assert.Equal(status, response.StatusCode);
        Assert.Contains(
            why, (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["detail"], StringComparison.Ordinal);
        Assert.Equal(0, host.Api.Requests);
    }

    [Fact]
    public async Task A_page_of_another_origin_cannot_start_a_run()
    {
        await using var host = await ReconcileHost.StartAsync();
        host.Client.DefaultRequestHeaders.Remove("x-payhooks");

        using var response = await PostAsync(host, "test", "", "");

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal(0, host.Api.Requests);
    }

    [Fact]
    public async Task A_server_reconciles_on_schedule()
    {
        await using var host = await ReconcileHost.StartAsync();

        Assert.Contains(host.Services.GetKeyedServices<BackgroundService>(ServerLifecycle.WorkKey), work => work is ReconcileService);
    }

    private static async Task<JsonNode> RunAsync(ReconcileHost host, string query, string body = "")
    {
        using var response = await PostAsync(host, "test", query, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, text);
        return JsonNode.Parse(text)!;
    }

    private static async Task<HttpResponseMessage> PostAsync(ReconcileHost host, string source, string query, string body)
    {
        using var content = new StringContent(body);
        return await host.Client.PostAsync(new Uri($"/api/reconcile/{source}{query}", UriKind.Relative), content);
    }

    private static string Ago(ReconcileHost host, int hours) =>
        $"{host.Services.GetRequiredService<TimeProvider>().GetUtcNow().AddHours(-hours).UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}";

    private static string? Text(JsonNode run, string name) => (string?)Assert.Single(run["items"]!.AsArray())![name];
}
