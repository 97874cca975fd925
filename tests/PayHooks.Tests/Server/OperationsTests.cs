using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Moq;
using PayHooks.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Server;

public sealed class OperationsTests : IAsyncLifetime
{
    private const string NoEvent = "evt_aaaaaaaaaaaaaaaaaaaaaaaaaa";
    private readonly RecordingHandler handler = new();
    private RunningServer server = null!;

    public async Task InitializeAsync() => server = await RunningServer.StartAsync(handlers: handler.Register);

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task Shows_an_event_as_the_contract_says()
    {
        await server.DeliverAsync();
        var listed = await server.EventAsync(RunningServer.IsCompleted);
        Assert.Null(listed["payload"]);

        var shown = await server.JsonAsync($"/api/events/{listed["id"]}");

        Assert.Equal("shop", (string?)shown["source"]);
        Assert.Equal("x-signature", (string?)shown["provider"]);
        Assert.Equal("evt-1", (string?)shown["providerEventId"]);
        Assert.Equal("payment.succeeded", (string?)shown["type"]);
        Assert.Equal("signature", (string?)shown["verification"]);
        Assert.Equal("pay-evt-1", (string?)shown["resource"]!["id"]);
        Assert.Equal("12.50", (string?)shown["amount"]!["value"]);
        Assert.Equal("record", (string?)shown["handlers"]![0]!["name"]);
        Assert.Equal("pay-evt-1", (string?)shown["payload"]!["data"]!["id"]);
    }

    [Fact]
    public async Task Shows_how_an_event_came_and_was_handled()
    {
        for (var times = 0; times < 2; times++)
        {
            await server.DeliverAsync();
            await server.EventAsync(one => RunningServer.IsCompleted(one) && (int)one["deliveries"]! == times + 1);
        }

        var id = (await server.JsonAsync("/api/events"))["events"]![0]!["id"];
        using var replayed = await server.Client.SendAsync(RunningServer.Change($"/api/events/{id}/replay"));
        await server.EventAsync(one => RunningServer.IsCompleted(one) && (int)one["attempts"]! == 2);

        var shown = await server.JsonAsync($"/api/events/{id}");

        Assert.Equal(RunningServer.Body().Length, (int)shown["bodyLength"]!);
        Assert.Null(shown["erasedAt"]);
        Assert.Equal(
            ["dashboard", "bodyLength", "erasedAt", "failureGroups", "log"], shown.AsObject().Select(member => member.Key).TakeLast(5));
        Assert.Equal(
            [("signature", 0, false), ("signature", 0, false)],
            shown["log"]!["deliveries"]!.AsArray()
                .Select(one => ((string)one!["verification"]!, (int)one["secretIndex"]!, (bool)one["conflict"]!)));
        Assert.Equal(
            [(1, "record", "succeeded"), (2, "record", "succeeded")],
            shown["log"]!["attempts"]!.AsArray().Select(one => ((int)one!["attempt"]!, (string)one["handler"]!, (string)one["outcome"]!)));
        var replay = Assert.Single(shown["log"]!["replays"]!.AsArray())!;
        Assert.StartsWith("rpl_", (string?)replay["id"], StringComparison.Ordinal);
        Assert.NotNull(replay["at"]);
        Assert.Equal(shown.AsObject().Select(member => member.Key).SkipLast(5),
            (await server.JsonAsync("/api/events"))["events"]![0]!.AsObject().Select(member => member.Key));
    }

    [Fact]
    public async Task Finds_events_by_text_and_time()
    {
        await server.DeliverAsync(RunningServer.Body("evt-7"));
        var one = await server.EventAsync(RunningServer.IsCompleted);
        var at = (DateTimeOffset)one["receivedAt"]!;

        Assert.Equal(1, await CountAsync("q=evt-7"));
        Assert.Equal(1, await CountAsync("q=%20pay-evt-7%20&status=completed"));
        Assert.Equal(1, await CountAsync($"q={one["id"]}&since={at.UtcDateTime:yyyy-MM-dd}"));
        Assert.Equal(1,
            await CountAsync($"since={Uri.EscapeDataString(at.ToOffset(TimeSpan.FromHours(2)).ToString("O"))}&until=2999-01-01T00:00Z"));
        Assert.Equal(0, await CountAsync($"until={Uri.EscapeDataString(at.ToString("O"))}"));
        Assert.Equal(1, await CountAsync("q=evt"));
        Assert.Equal(0, await CountAsync("q=evt-8"));

        async Task<int> CountAsync(string query) => (await server.JsonAsync($"/api/events?{query}"))["events"]!.AsArray().Count;
    }

    [Fact]
    public async Task Gives_the_body_out_byte_for_byte_as_a_file()
    {
        var body = RunningServer.Body();
        await server.DeliverAsync(body);
        var id = (await server.EventAsync(RunningServer.IsCompleted))["id"];

        using var response = await server.Client.GetAsync($"/api/events/{id}/body");

        Assert.Equal(body, await response.Content.ReadAsByteArrayAsync());
        Assert.Equal("application/octet-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
    }

    [Fact]
    public async Task Says_so_when_the_body_of_an_event_is_gone()
    {
        await server.DeliverAsync();
        var id = (string?)(await server.EventAsync(RunningServer.IsCompleted))["id"];
        var ledger = server.Server.Services.GetRequiredService<IEventLedger>();
        await ledger.PruneAsync(DateTimeOffset.MaxValue, DateTimeOffset.MinValue, CancellationToken.None);

        using var body = await server.Client.GetAsync($"/api/events/{id}/body");
        Assert.Equal(HttpStatusCode.NotFound, body.StatusCode);
        Assert.Contains("gone", await body.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var replay = await server.Client.SendAsync(RunningServer.Change($"/api/events/{id}/replay"));
        Assert.Equal(HttpStatusCode.Conflict, replay.StatusCode);
    }

    [Fact]
    public async Task Pages_through_the_events_newest_first()
    {
        for (var number = 1; number <= 5; number++)
        {
            await server.DeliverAsync(RunningServer.Body($"evt-{number}"));
            await server.EventAsync(one => (string?)one["providerEventId"] == $"evt-{number}");
        }

        var first = await server.JsonAsync("/api/events?limit=3&source=SHOP&cursor=");
        var second = await server.JsonAsync($"/api/events?limit=3&cursor={first["cursor"]}");

        Assert.Equal(
            ["evt-5", "evt-4", "evt-3", "evt-2", "evt-1"],
            first["events"]!.AsArray().Concat(second["events"]!.AsArray()).Select(one => (string?)one!["providerEventId"]));
        Assert.Null(second["cursor"]);
        Assert.Empty((await server.JsonAsync("/api/events?status=dead"))["events"]!.AsArray());
        Assert.Empty((await server.JsonAsync("/api/events?type=payment.failed"))["events"]!.AsArray());
        Assert.Empty((await server.JsonAsync("/api/events?source=another"))["events"]!.AsArray());
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=-3")]
    [InlineData("limit=501")]
    [InlineData("limit=99999999999999999999")]
    [InlineData("limit=&status=&type=&source=")]
    public async Task Clamps_a_limit_and_ignores_empty_parameters(string query)
    {
        using var response = await server.Client.GetAsync($"/api/events?{query}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("limit=many")]
    [InlineData("limit=-")]
    [InlineData("status=done")]
    [InlineData("cursor=nonsense")]
    [InlineData("cursor=%00%ff")]
    [InlineData("since=yesterday")]
    [InlineData("until=2026-13-01")]
    [InlineData("since=10:00")]
    public async Task Answers_400_to_a_query_that_makes_no_sense(string query)
    {
        using var response = await server.Client.GetAsync($"/api/events?{query}");
        await Problem.AssertAsync(response, HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("GET", $"/api/events/{NoEvent}", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/events/nonsense", HttpStatusCode.NotFound)]
    [InlineData("GET", $"/api/events/{NoEvent}/body", HttpStatusCode.NotFound)]
    [InlineData("POST", $"/api/events/{NoEvent}/replay", HttpStatusCode.NotFound)]
    [InlineData("DELETE", $"/api/events/{NoEvent}/body", HttpStatusCode.NotFound)]
    [InlineData("POST", $"/api/events/{NoEvent}/body", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/api/nothing", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api", HttpStatusCode.NotFound)]
    [InlineData("GET", $"/api/events/{NoEvent}/replay", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "/api/events", HttpStatusCode.MethodNotAllowed)]
    [InlineData("DELETE", $"/api/events/{NoEvent}", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "/api/stats", HttpStatusCode.MethodNotAllowed)]
    public async Task Answers_with_problem_details_where_there_is_nothing(string method, string path, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add("x-payhooks", "1");
        using var response = await server.Client.SendAsync(request);
        await Problem.AssertAsync(response, expected);
        Assert.Equal(expected == HttpStatusCode.MethodNotAllowed, response.Content.Headers.Allow.Count > 0);
    }

    [Fact]
    public async Task Replays_an_event_and_runs_its_handlers_again()
    {
        await server.DeliverAsync();
        var id = (await server.EventAsync(RunningServer.IsCompleted))["id"];

        using var response = await server.Client.SendAsync(RunningServer.Change($"/api/events/{id}/replay"));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.StartsWith("rpl_", (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["replayId"],
            StringComparison.Ordinal);
        await server.EventAsync(one => RunningServer.IsCompleted(one) && (int)one["attempts"]! == 2);
        Assert.Equal(2, handler.Calls.Count);
    }

    [Fact]
    public async Task Refuses_to_replay_an_event_whose_handlers_run()
    {
        var release = new TaskCompletionSource();
        var slow = new RecordingHandler((_, _) => release.Task);
        await using var busy = await RunningServer.StartAsync(handlers: slow.Register);
        await busy.DeliverAsync();
        var id = (await busy.EventAsync(one => (string?)one["status"] == "processing"))["id"];

        using var response = await busy.Client.SendAsync(RunningServer.Change($"/api/events/{id}/replay"));

        await Problem.AssertAsync(response, HttpStatusCode.Conflict);
        release.SetResult();
        await busy.EventAsync(RunningServer.IsCompleted);
    }

    [Fact]
    public async Task Erases_the_body_of_an_event_and_what_was_copied_from_it()
    {
        await server.DeliverAsync();
        var id = (string?)(await server.EventAsync(RunningServer.IsCompleted))["id"];

        for (var times = 0; times < 2; times++)
        {
            using var erased = await server.Client.SendAsync(RunningServer.Change($"/api/events/{id}/body", HttpMethod.Delete));
            Assert.Equal(HttpStatusCode.NoContent, erased.StatusCode);
        }

        using var body = await server.Client.GetAsync($"/api/events/{id}/body");
        await Problem.AssertAsync(body, HttpStatusCode.NotFound);
        using var replay = await server.Client.SendAsync(RunningServer.Change($"/api/events/{id}/replay"));
        await Problem.AssertAsync(replay, HttpStatusCode.Conflict);
        var shown = await server.JsonAsync($"/api/events/{id}");
        Assert.Equal(("completed", "evt-1"), ((string?)shown["status"], (string?)shown["providerEventId"]));
        Assert.Null(shown["payload"]);
        Assert.Null(shown["amount"]);
        Assert.Null(shown["resource"]!["id"]);
    }

    [Fact]
    public async Task Refuses_to_erase_what_still_needs_its_payload()
    {
        var failing = new RecordingHandler((_, _) => throw new InvalidOperationException("Not yet."));
        await using var retrying = await RunningServer.StartAsync(handlers: failing.Register);
        await retrying.DeliverAsync();
        var id = (await retrying.EventAsync(one => (string?)one["status"] == "retrying"))["id"];

        using var response = await retrying.Client.SendAsync(RunningServer.Change($"/api/events/{id}/body", HttpMethod.Delete));

        await Problem.AssertAsync(response, HttpStatusCode.Conflict);
        Assert.Contains("replay it", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tells_the_figures()
    {
        await server.DeliverAsync();
        await server.EventAsync(RunningServer.IsCompleted);
        var stats = await Eventually.Async(() => server.JsonAsync("/api/stats"), seen => (int)seen["waiting"]! == 0);
        Assert.Equal(0, (int)stats["deadLetters"]!);
        var source = Assert.Single(stats["sources"]!.AsArray())!;
        Assert.Equal("shop", (string?)source["name"]);
        Assert.Equal(1, (int)source["secrets"]!);
        Assert.NotNull(source["lastEventAt"]);
    }

    [Fact]
    public async Task Is_healthy_while_the_store_answers_and_tells_no_more()
    {
        using var response = await server.Client.GetAsync("/health");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync());
        using var other = await server.Client.PostAsync("/health", null);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, other.StatusCode);
    }

    [Fact]
    public async Task Is_not_healthy_while_the_store_hangs()
    {
        using var release = new ManualResetEventSlim();
        var ledger = new Mock<IEventLedger>();
        ledger.Setup(one => one.FindAsync(It.IsAny<EventKey>(), It.IsAny<CancellationToken>())).Callback(() => release.Wait());
        await using var hanging = await RunningServer.StartAsync(replace: services => services.AddSingleton(ledger.Object));

        using var health = await hanging.Client.GetAsync("/health");
        release.Set();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
    }

    [Fact]
    public async Task Answers_503_when_the_store_does_not_answer()
    {
        var ledger = new Mock<IEventLedger>();
        var gone = new IOException("The disk is gone.");
        ledger.Setup(one => one.FindAsync(It.IsAny<string>(), It.IsAny<CancellationToken>())).Throws(gone);
        ledger.Setup(one => one.FindAsync(It.IsAny<EventKey>(), It.IsAny<CancellationToken>())).Throws(gone);
        await using var broken = await RunningServer.StartAsync(replace: services => services.AddSingleton(ledger.Object));

        using var health = await broken.Client.GetAsync("/health");
        using var shown = await broken.Client.GetAsync($"/api/events/{NoEvent}");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        Assert.Equal("", await health.Content.ReadAsStringAsync());
        await Problem.AssertAsync(shown, HttpStatusCode.ServiceUnavailable);
        Assert.DoesNotContain("disk", await shown.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
