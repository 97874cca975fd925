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
