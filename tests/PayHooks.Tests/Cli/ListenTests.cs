using System.Text.Json.Nodes;
using PayHooks.Cli.Client;
using PayHooks.Cli.Commands;
using PayHooks.Cli.Listening;
using PayHooks.Forwarding;
using PayHooks.Serialization;
using PayHooks.Testing;
using PayHooks.Tests.Server;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Cli;

[Collection(ToolServerTests.Name)]
public sealed class ListenTests(ToolServer server) : IAsyncLifetime
{
    private readonly List<string> shown = [];
    private readonly List<string> said = [];
    private readonly ManualTime time = new();
    private ForwardTarget target = null!;

    public async Task InitializeAsync() => target = await ForwardTarget.StartAsync();

    public async Task DisposeAsync() => await target.DisposeAsync();

    [Fact]
    public async Task An_event_received_since_the_start_is_delivered_once_and_signed()
    {
        await server.SendAsync("quiet");
        using var api = new ApiClient(new Uri(server.Url), key: null);
        var events = new RecentEvents(api, new EventFilter { Source = "quiet" }, since: null);
        using var local = Local();
        var listener = Listener(api, events, local);
        Assert.Null(await events.LookAsync(default));
        Assert.Null(await listener.DeliverAsync(default));

        var id = await server.SendAsync("quiet");
        await server.WaitAsync(id);
        for (var i = 0; i < 2; i++)
        {
            Assert.Null(await events.LookAsync(default));
            Assert.Null(await listener.DeliverAsync(default));
        }

        var request = Assert.Single(target.Requests);
        var body = JsonNode.Parse(request.Body)!;
        Assert.Equal(id, request.Headers["webhook-id"]);
        Assert.Equal(
            ForwardSignature.Create(
                ForwardSignature.TryKey(ForwardTarget.Secret), id,
                long.Parse(request.Headers["webhook-timestamp"], System.Globalization.CultureInfo.InvariantCulture), request.Body),
            request.Headers["webhook-signature"]);
        Assert.Equal((id, "payment.succeeded"), ((string?)body["id"], (string?)body["type"]));
        Assert.Equal("checkout.paid", (string?)body["payload"]!["type"]);
        var forwarded = EventJson.Write(SampleEvents.Create("chargily", "checkout.paid"), new HandlerContext("key", 1, 1, null));
        Assert.Equal(Members(JsonNode.Parse(forwarded)!), Members(body));
        Assert.Equal([$"{id} 204"], shown);
    }

    [Fact]
    public async Task With_a_start_in_the_past_earlier_events_are_delivered_oldest_first()
    {
        var start = TimeProvider.System.GetUtcNow();
        string[] ids = [await server.SendAsync("quiet"), await server.SendAsync("quiet")];
        await server.WaitAsync(ids[0]);
        await server.WaitAsync(ids[1]);
        using var api = new ApiClient(new Uri(server.Url), key: null);
        var events = new RecentEvents(api, new EventFilter { Source = "quiet" }, start);
        using var local = Local();

        Assert.Null(await events.LookAsync(default));
        await Listener(api, events, local).DeliverAsync(default);

        Assert.Equal(ids, target.Requests.Select(request => request.Headers["webhook-id"]));
    }

    [Fact]
    public async Task An_event_that_the_target_rejects_is_delivered_again_after_a_pause()
    {
        var start = TimeProvider.System.GetUtcNow();
        var id = await server.SendAsync("quiet");
        await server.WaitAsync(id);
        using var api = new ApiClient(new Uri(server.Url), key: null);
        var events = new RecentEvents(api, new EventFilter { Source = "quiet" }, start);
        using var local = Local();
        var listener = Listener(api, events, local);
        var answer = target.Answer;
        target.Answer = context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        await events.LookAsync(default);
        await listener.DeliverAsync(default);
        target.Answer = answer;

        await listener.DeliverAsync(default);
        Assert.Equal([$"{id} 500"], shown);
        time.Advance(TimeSpan.FromSeconds(1));
        await events.LookAsync(default);
        await listener.DeliverAsync(default);
        time.Advance(TimeSpan.FromMinutes(1));
        await listener.DeliverAsync(default);

        Assert.Equal([$"{id} 500", $"{id} 204"], shown);
        Assert.Empty(events.Waiting);
    }

    [Fact]
    public async Task Events_wait_while_nothing_listens_at_the_target()
    {
        var start = TimeProvider.System.GetUtcNow();
        var id = await server.SendAsync("quiet");
        await server.WaitAsync(id);
        using var api = new ApiClient(new Uri(server.Url), key: null);
        var events = new RecentEvents(api, new EventFilter { Source = "quiet" }, start);
        await events.LookAsync(default);
        using var gone = new LocalTarget(new Uri(Nowhere.Url), ForwardSignature.TryKey(ForwardTarget.Secret)!, time);
        var listener = Listener(api, events, gone);

        await listener.DeliverAsync(default);
        time.Advance(TimeSpan.FromMinutes(1));
        await listener.DeliverAsync(default);

        Assert.Equal(id, Assert.Single(events.Waiting).Id);
        Assert.Equal([$"{Nowhere.Url}/ refuses connections. Events wait until it takes them."], said);
    }

    [Fact]
    public async Task A_server_that_stops_responding_is_asked_again()
    {
        await using var proxy = await ForwardTarget.StartAsync();
        var lists = 0;
        proxy.Answer = async context =>
        {
            if (++lists == 2)
            {
                context.Response.StatusCode = 503;
                return;
            }

            await context.Response.Body.WriteAsync("""{"events":[],"cursor":null}"""u8.ToArray());
        };
        using var api = new ApiClient(new Uri(proxy.Url.GetLeftPart(UriPartial.Authority)), key: null);
        using var local = Local();
        using var stop = new CancellationTokenSource();
        var running = Listener(api, new RecentEvents(api, new EventFilter(), DateTimeOffset.UnixEpoch), local)
            .RunAsync(stop.Token);

        for (var i = 0; i < 2; i++)
        {
            await time.SomebodySleepsAsync();
            time.Advance(TimeSpan.FromSeconds(30));
        }

        await time.SomebodySleepsAsync();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal([$"{api.Name} answered 503. Trying again.", $"{api.Name} responds again."], said);
    }

    [Fact]
    public async Task A_server_that_lists_an_event_but_does_not_return_it_is_reported_once()
    {
        await using var proxy = await ForwardTarget.StartAsync();
        proxy.Answer = async context =>
        {
            if (context.Request.Path != "/api/events")
            {
                context.Response.StatusCode = 401;
                return;
            }

            await context.Response.Body.WriteAsync(
                """{"events":[{"id":"evt_1","receivedAt":"2026-11-24T09:26:32Z"}],"cursor":null}"""u8.ToArray());
        };
        using var api = new ApiClient(new Uri(proxy.Url.GetLeftPart(UriPartial.Authority)), key: null);
        using var local = Local();
        using var stop = new CancellationTokenSource();
        var running = Listener(api, new RecentEvents(api, new EventFilter(), DateTimeOffset.UnixEpoch), local)
            .RunAsync(stop.Token);

        for (var i = 0; i < 3; i++)
        {
            await time.SomebodySleepsAsync();
            time.Advance(TimeSpan.FromSeconds(30));
        }

        await time.SomebodySleepsAsync();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.StartsWith($"{api.Name} requires a key", Assert.Single(said), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_shows_where_events_go_and_what_the_target_said()
    {
        using var stop = new CancellationTokenSource();
        var answer = target.Answer;
        target.Answer = async context =>
        {
            await answer(context);
            stop.CancelAfter(TimeSpan.Zero);
        };
        await server.WaitAsync(await server.SendAsync("quiet"));

        var listened = await ToolRun.Of(
            ListenCommand.Create(ToolRun.With("", ("PAYHOOKS_LISTEN_SECRET", ForwardTarget.Secret))),
            ["listen", "--source", "quiet", "--since", "1h", "--server", server.Url, "--forward", target.Url.ToString()],
            cancellationToken: stop.Token);

        Assert.Equal(0, listened.ExitCode);
        Assert.Equal($"Events of {server.Url} go to {target.Url}. Ctrl+C ends it.", listened.Error.Trim());
    }

    [Theory]
    [InlineData("--forward takes a URL such as http://localhost:3000/payments.", "localhost:3000", "")]
    [InlineData(
        "PAYHOOKS_LISTEN_SECRET is not a secret of Standard Webhooks: whsec_ and 24 to 64 bytes as base64.", "http://[::1]:1", "short")]
    public async Task Wrong_input_is_an_error(string message, string url, string secret)
    {
        var listened = await ToolRun.Of(
            ListenCommand.Create(ToolRun.With("", ("PAYHOOKS_LISTEN_SECRET", secret))),
            ["listen", "--forward", url, "--server", server.Url]);

        Assert.Equal(2, listened.ExitCode);
        Assert.Contains(message, listened.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_at_the_start_is_an_error()
    {
        var listened = await ToolRun.Of("listen", "--forward", target.Url.ToString(), "--server", Nowhere.Url);

        Assert.Equal(1, listened.ExitCode);
        Assert.Contains($"No server answers at {Nowhere.Url}", listened.Error, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Members(JsonNode json) => json.AsObject().Select(member => member.Key);

    private LocalTarget Local() => new(target.Url, ForwardSignature.TryKey(ForwardTarget.Secret)!, time);

    [Fact]
    public async Task During_a_pause_nothing_is_delivered_and_nothing_is_lost()
    {
        using var api = new ApiClient(new Uri(server.Url), key: null);
        var events = new RecentEvents(api, new EventFilter { Source = "quiet" }, since: null);
        using var local = Local();
        var keys = new FollowKeys(said.Add, () => { }, "Nothing is delivered until you press space again.");
        var listener = new EventListener(
            api, events, local, time, (one, result) => keys.Show(() => shown.Add($"{one.Id} {result.Status}")), keys.Say)
        {
            IsPaused = () => keys.IsPaused,
        };
        Assert.Null(await events.LookAsync(default));
        var id = await server.SendAsync("quiet");
        await server.WaitAsync(id);

        keys.Press(' ');
        Assert.Null(await events.LookAsync(default));
        Assert.Null(await listener.DeliverAsync(default));
        Assert.Empty(target.Requests);
        keys.Press(' ');
        Assert.Null(await listener.DeliverAsync(default));

        Assert.Equal([$"{id} 204"], shown);
        Assert.Equal(["Paused. Nothing is delivered until you press space again.", "Resumed."], said);
    }

    [Fact]
    public async Task A_key_ends_the_command()
    {
        var around = ToolRun.With() with { Keys = (_, _) => new[] { '?', 'q' }.ToAsyncEnumerable() };

        var listened = await ToolRun.Of(
            ListenCommand.Create(around), ["listen", "--server", server.Url, "--forward", target.Url.ToString()]);

        Assert.Equal(0, listened.ExitCode);
        Assert.Contains($"{FollowKeys.Hint}\n{FollowKeys.Hint}", listened.Error.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    private EventListener Listener(ApiClient api, RecentEvents events, LocalTarget local) => new(
        api, events, local, time, (one, result) => shown.Add($"{one.Id} {result.Status}"), said.Add);
}
