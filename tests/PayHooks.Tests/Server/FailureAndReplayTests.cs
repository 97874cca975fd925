using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace PayHooks.Tests.Server;

/// <summary>Failure groups and bulk replays over HTTP.</summary>
public sealed class FailureAndReplayTests : IAsyncLifetime
{
    private readonly Shop shop = new();
    private RunningServer server = null!;

    public async Task InitializeAsync() => server = await RunningServer.StartAsync(
        new() { ["PayHooks:Retry:Delays:0"] = "00:00:01" }, builder => builder.Handle(new PayHooks.Processing.Handlers.HandlerRegistration(
            "fulfil", ["*"], VerificationLevel.Credentials, Effects.Changed, _ => shop)));

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task A_group_is_listed_noted_and_replayed()
    {
        await DieAsync();
        var groups = await server.JsonAsync("/api/failures");
        var group = Assert.Single(groups["groups"]!.AsArray())!;
        Assert.Equal(
            ["id", "source", "handler", "error", "count", "more", "firstAt", "lastAt", "note", "acknowledgedBy", "acknowledgedAt"],
            group.AsObject().Select(member => member.Key));
        Assert.Equal(
            ("shop", "fulfil", "InvalidOperationException: Order <id> is locked.", 1, false),
            ((string)group["source"]!, (string)group["handler"]!, (string)group["error"]!, (int)group["count"]!, (bool)group["more"]!));

        var page = await server.JsonAsync($"/api/events?status=dead&group={group["id"]}&handler=fulfil&error=locked");
        var id = (string)Assert.Single(page["events"]!.AsArray())!["id"]!;
        Assert.Single((await server.JsonAsync($"/api/events?group={group["id"]}"))["events"]!.AsArray());
        Assert.Empty((await server.JsonAsync("/api/events?status=dead&group=0123456789abcdef"))["events"]!.AsArray());
        var shown = await server.JsonAsync($"/api/events/{id}");
        Assert.Equal((string)group["id"]!, (string?)Assert.Single(shown["failureGroups"]!.AsArray()));

        var (noted, mark) = await SendAsync($"/api/failures/{group["id"]}", """{ "note": "Ticket 7", "acknowledged": true }""");
        Assert.Equal(HttpStatusCode.OK, noted);
        Assert.Equal(("Ticket 7", "local"), ((string?)mark["note"], (string?)mark["acknowledgedBy"]));

        shop.IsOpen = true;
        var (dry, preview) = await SendAsync("/api/replays", $$"""{ "filter": { "group": "{{group["id"]}}" }, "dryRun": true }""");
        Assert.Equal((HttpStatusCode.OK, null, 1), (dry, (string?)preview["id"], (int)preview["total"]!));
        Assert.Equal("dead", (string?)(await server.EventAsync(_ => true))["status"]);

        var (started, job) = await SendAsync(
            "/api/replays", $$"""{ "filter": { "group": "{{group["id"]}}" }, "ratePerSecond": 100, "reason": "repaired" }""");
        Assert.Equal((HttpStatusCode.Accepted, 1), (started, (int)job["total"]!));
        await server.EventAsync(RunningServer.IsCompleted);
        var ended = await PayHooks.Tests.Support.Eventually.Async(
            () => server.JsonAsync($"/api/replays/{job["id"]}"), one => (string?)one["state"] == "done");
        Assert.Equal((1, 0, 0, "repaired"), ((int)ended["done"]!, (int)ended["failed"]!, (int)ended["skipped"]!, (string?)ended["reason"]));
        Assert.Equal((string?)group["id"], (string?)ended["filter"]!["group"]);
        Assert.Single((await server.JsonAsync("/api/replays"))["replays"]!.AsArray());
        var replayed = await server.JsonAsync($"/api/events/{id}");
        Assert.Empty(replayed["failureGroups"]!.AsArray());
        Assert.Equal((string)job["id"]!, (string?)Assert.Single(replayed["log"]!["replays"]!.AsArray())!["job"]);

        using var stop = await server.Client.SendAsync(RunningServer.Change($"/api/replays/{job["id"]}", HttpMethod.Delete));
        Assert.Equal(HttpStatusCode.OK, stop.StatusCode);
        Assert.Equal("done", (string?)JsonNode.Parse(await stop.Content.ReadAsStringAsync())!["state"]);
    }

    [Theory]
    [InlineData("""{ }""", "with a filter")]
    [InlineData("""{ "filter": { } }""", "every event would run again")]
    [InlineData("""{ "filter": { "status": "processing" } }""", "one of completed, retrying, dead")]
    [InlineData("""{ "filter": { "state": "dead" } }""", "no member 'state'")]
    [InlineData("""{ "filter": { "status": "dead" }, "rate": 5 }""", "no member 'rate'")]
    [InlineData("""{ "filter": { "status": "dead" }, "ratePerSecond": 0 }""", "from 1 to 1000")]
    [InlineData("""{ "filter": { "status": "dead" }, "limit": "all" }""", "limit must be a number")]
    [InlineData("""{ "filter": { "status": "dead" }, "dryRun": "yes" }""", "true or false")]
    [InlineData("""{ "filter": { "since": "yesterday" } }""", "since must be a time")]
    [InlineData("""{ "filter": { "group": "mine" } }""", "GET /api/failures")]
    public async Task A_replay_that_makes_no_sense_is_refused(string content, string said)
    {
        var (status, problem) = await SendAsync("/api/replays", content);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(said, (string)problem["detail"]!, StringComparison.Ordinal);
        Assert.Empty((await server.JsonAsync("/api/replays"))["replays"]!.AsArray());
    }

    [Theory]
    [InlineData("GET", "/api/replays/job_nobody")]
    [InlineData("DELETE", "/api/replays/job_nobody")]
    [InlineData("GET", "/api/replays/a%20b")]
    public async Task A_job_that_does_not_exist_is_not_found(string method, string path)
    {
        using var response = await server.Client.SendAsync(RunningServer.Change(path, new HttpMethod(method)));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Theory]
    [InlineData("0123456789abcdef", """{ "note": "x" }""", HttpStatusCode.NotFound)]
    [InlineData("nobody", """{ "note": "x" }""", HttpStatusCode.NotFound)]
    [InlineData("0123456789abcdef", """{ }""", HttpStatusCode.BadRequest)]
    [InlineData("0123456789abcdef", """{ "note": 7 }""", HttpStatusCode.BadRequest)]
    [InlineData("0123456789abcdef", """{ "acknowledged": "yes" }""", HttpStatusCode.BadRequest)]
    public async Task A_note_that_makes_no_sense_is_refused(string id, string content, HttpStatusCode expected) =>
        Assert.Equal(expected, (await SendAsync($"/api/failures/{id}", content)).Status);

    private async Task DieAsync()
    {
        await server.DeliverAsync();
        await server.EventAsync(one => (string?)one["status"] == "dead");
    }

    private async Task<(HttpStatusCode Status, JsonNode Answer)> SendAsync(string path, string content)
    {
        using var request = RunningServer.Change(path);
        request.Content = new StringContent(content, Encoding.UTF8, "application/json");
        using var response = await server.Client.SendAsync(request);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    private sealed class Shop : IWebhookHandler
    {
        public bool IsOpen { get; set; }

        public ValueTask HandleAsync(WebhookEvent webhookEvent, HandlerContext context, CancellationToken cancellationToken) =>
            IsOpen ? ValueTask.CompletedTask : throw new InvalidOperationException($"Order {Guid.NewGuid()} is locked.");
    }
}
