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
    public async Task A_retry_reaches_only_the_targets_that_have_not_taken_the_event()
    {
        await using var other = await ForwardTarget.StartAsync();
        await using var third = await ForwardTarget.StartAsync();
        var failures = 1;
        other.Answer = context =>
        {
            context.Response.StatusCode = failures-- > 0 ? StatusCodes.Status500InternalServerError : StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        };
        var settings = target.Settings();
        settings["PayHooks:Retry:Delays:0"] = "00:00:01";
        foreach (var (number, (to, types)) in new[] { (other, "payment.*"), (third, "refund.*") }.Index())
        {
            settings[$"PayHooks:Forward:Targets:{number}:Url"] = to.Url.ToString();
            settings[$"PayHooks:Forward:Targets:{number}:Secret"] = ForwardTarget.Secret;
            settings[$"PayHooks:Forward:Targets:{number}:Types"] = types;
        }

        await using var several = await RunningServer.StartAsync(settings);
        await several.DeliverAsync();
        var done = await several.EventAsync(RunningServer.IsCompleted);

        Assert.Equal((1, 2, 0), (target.Requests.Count, other.Requests.Count, third.Requests.Count));
        Assert.Equal(2, (int)done["attempts"]!);
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
        Assert.Contains($"responded with {status}", (string?)seen["lastError"], StringComparison.Ordinal);
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
        Assert.Equal("PermanentFailureException: The forward target responded with 410.", (string?)attempt["error"]);

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
