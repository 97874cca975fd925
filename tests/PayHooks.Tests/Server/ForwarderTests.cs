using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Server;

public sealed class ForwarderTests : IAsyncLifetime
{
    private ForwardTarget target = null!;
    private RunningServer server = null!;

    public async Task InitializeAsync()
    {
        target = await ForwardTarget.StartAsync();
        server = await RunningServer.StartAsync(target.Settings());
    }

    public async Task DisposeAsync()
    {
        await server.DisposeAsync();
        await target.DisposeAsync();
    }

    [Fact]
    public async Task Forwards_an_event_signed_as_Standard_Webhooks()
    {
        await server.DeliverAsync();
        var seen = await server.EventAsync(RunningServer.IsCompleted);

        var request = Assert.Single(target.Requests);
        Assert.Equal("/orders", request.Path);
        Assert.Equal("application/json", request.Headers["Content-Type"]);
        Assert.Equal((string?)seen["id"], request.Headers["webhook-id"]);
        Assert.False(request.Headers.ContainsKey("webhook-replay"));
        Assert.Equal(ExpectedSignature(request), request.Headers["webhook-signature"]);
        var forwarded = JsonNode.Parse(request.Body)!;
        Assert.Equal("payment.succeeded", (string?)forwarded["type"]);
        Assert.Equal("pay-evt-1", (string?)forwarded["payload"]!["data"]!["id"]);
    }

    [Fact]
    public async Task Marks_what_a_replay_forwards()
    {
        await server.DeliverAsync();
        var id = (await server.EventAsync(RunningServer.IsCompleted))["id"];
        using var response = await server.Client.SendAsync(RunningServer.Change($"/api/events/{id}/replay"));
        var replayId = (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["replayId"];
        await Eventually.Async(() => Task.FromResult(target.Requests.Count), count => count == 2);
        Assert.Equal(replayId, target.Requests.Last().Headers["webhook-replay"]);
        Assert.Equal((string?)id, target.Requests.Last().Headers["webhook-id"]);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(404)]
    public async Task Tries_again_later_when_the_target_does_not_take_it(int status)
    {
        target.Answer = context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync("a secret of the target");
        };
        await server.DeliverAsync();

        var seen = await server.EventAsync(one => (string?)one["status"] == "retrying");

        Assert.NotNull(seen["nextAttemptAt"]);
        Assert.Contains($"answered {status}", (string?)seen["lastError"], StringComparison.Ordinal);
        Assert.DoesNotContain("secret", (string?)seen["lastError"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keeps_the_start_of_an_error_response_until_the_payload_is_erased()
    {
        target.Answer = context =>
        {
            context.Response.StatusCode = 410;
            return context.Response.WriteAsync("The order is gone. " + new string('x', 10_000));
        };
        await server.DeliverAsync();
        var id = (await server.EventAsync(one => (string?)one["status"] == "dead"))["id"];

        var attempt = Assert.Single((await server.JsonAsync($"/api/events/{id}"))["log"]!["attempts"]!.AsArray())!;
        Assert.StartsWith("The order is gone. xxx", (string?)attempt["response"], StringComparison.Ordinal);
        Assert.Equal(4096, ((string)attempt["response"]!).Length);
        Assert.Equal("PermanentFailureException: The forward target answered 410.", (string?)attempt["error"]);

        using var erased = await server.Client.SendAsync(RunningServer.Change($"/api/events/{id}/body", HttpMethod.Delete));
        Assert.Null((await server.JsonAsync($"/api/events/{id}"))["log"]!["attempts"]![0]!["response"]);
    }

    [Theory]
    [InlineData(503, "7200")]
    [InlineData(429, "Sat, 01 Jan 2000 00:00:00 GMT")]
    public async Task Tries_again_when_the_target_says(int status, string retryAfter)
    {
        target.Answer = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.RetryAfter = retryAfter;
            return Task.CompletedTask;
        };
        await server.DeliverAsync();

        var seen = await server.EventAsync(one => (string?)one["status"] == "retrying");

        var delay = (DateTimeOffset)seen["nextAttemptAt"]! - TimeProvider.System.GetUtcNow();
        Assert.InRange(delay, TimeSpan.FromSeconds(retryAfter == "7200" ? 7100 : -60), TimeSpan.FromSeconds(retryAfter == "7200" ? 7200 : 2));
    }

    [Fact]
    public async Task Follows_no_redirect()
    {
        target.Answer = context =>
        {
            context.Response.Redirect("/elsewhere", permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        };
        await server.DeliverAsync();

        await server.EventAsync(one => (string?)one["status"] == "retrying");

        Assert.Equal("/orders", Assert.Single(target.Requests).Path);
    }

    // As the specification has it, without the product's code.
    private static string ExpectedSignature(ForwardedRequest request)
    {
        var key = Convert.FromBase64String(ForwardTarget.Secret["whsec_".Length..]);
        byte[] signed =
        [
            .. Encoding.ASCII.GetBytes($"{request.Headers["webhook-id"]}.{request.Headers["webhook-timestamp"]}."),
            .. request.Body,
        ];
        return $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, signed))}";
    }
}
