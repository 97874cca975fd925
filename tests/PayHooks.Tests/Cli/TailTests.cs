using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using PayHooks.Cli.Client;
using PayHooks.Cli.Commands;

namespace PayHooks.Tests.Cli;

[Collection(ToolServerTests.Name)]
public sealed class TailTests(ToolServer server)
{
    [Fact]
    public async Task An_event_that_changes_is_told_again()
    {
        using var api = new ApiClient(new Uri(server.Url), key: null);
        var feed = new EventFeed(api, new EventFilter { Source = "quiet" });
        await server.WaitAsync(await server.SendAsync("quiet"));
        var before = await feed.ReadAsync(EventFeed.Window, CancellationToken.None);
        var unchanged = await feed.ReadAsync(EventFeed.Window, CancellationToken.None);
        var id = before.Events[^1].Id;
        await server.RunAsync("replay", id);
        await server.WaitAsync(id, attempts: 2);

        var changed = await feed.ReadAsync(EventFeed.Window, CancellationToken.None);

        Assert.Empty(unchanged.Events);
        Assert.Contains(changed.Events, one => one.Id == id && one.Attempts == 2);
    }

    [Fact]
    public async Task Tail_tells_each_event_on_a_line_until_it_is_stopped()
    {
        using var stop = new CancellationTokenSource();
        using var output = new WatchedWriter(stop);
        var id = await server.SendAsync("quiet");
        output.StopAt = id;

        var tailed =
            await ToolRun.Of(TailCommand.Create(), ["tail", "--json", "--source", "quiet", "--server", server.Url], output, stop.Token);

        Assert.Equal(0, tailed.ExitCode);
        Assert.Contains(tailed.Lines, line => (string?)JsonNode.Parse(line)!["id"] == id);
    }

    [Fact]
    public async Task A_server_that_gives_no_stream_is_asked_again_and_again()
    {
        using var stop = new CancellationTokenSource();
        using var output = new WatchedWriter(stop);
        var others = server.TakeAllStreams();
        var id = await server.SendAsync("quiet");
        output.StopAt = id;

        var tailed =
            await ToolRun.Of(TailCommand.Create(), ["tail", "--json", "--source", "quiet", "--server", server.Url], output, stop.Token);

        others.ForEach(one => one.Dispose());
        Assert.Equal(0, tailed.ExitCode);
        Assert.Contains(tailed.Lines, line => (string?)JsonNode.Parse(line)!["id"] == id);
    }

    [Fact]
    public async Task The_stream_tells_an_event_before_the_list_would_be_asked_again()
    {
        using var api = new ApiClient(new Uri(server.Url), key: null);
        using var live = await api.FollowAsync(CancellationToken.None);
        var id = await server.SendAsync("quiet");

        await foreach (var one in live!.ReadAsync(CancellationToken.None))
        {
            if (one is { Status: "completed" } done && done.Id == id)
            {
                return;
            }
        }

        Assert.Fail("The stream ended.");
    }

    [Fact]
    public async Task After_a_break_it_continues_with_what_was_missed_and_repeats_nothing()
    {
        await using var link = new BreakableLink(server.Url);
        using var api = new ApiClient(link.Url, key: null);
        using var stop = new CancellationTokenSource();
        var shown = Channel.CreateUnbounded<EventView>();
        var said = Channel.CreateUnbounded<string>();
        List<EventView> all = [];
        var tail = new EventTail(api, new EventFilter { Source = "quiet" }, TimeProvider.System,
            one => shown.Writer.TryWrite(one), message => said.Writer.TryWrite(message)).RunAsync(stop.Token);
        await SeenAsync(await server.SendAsync("quiet"));

        link.Cut();
        var lost = await said.Reader.ReadAsync();
        var missed = await server.SendAsync("quiet");
        await server.WaitAsync(missed);
        link.Restore();
        var back = await said.Reader.ReadAsync();
        await SeenAsync(missed);
        await SeenAsync(await server.SendAsync("quiet"));
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => tail);
        Assert.StartsWith($"The connection to {api.Name} is lost.", lost, StringComparison.Ordinal);
        Assert.Equal("Connected again.", back);
        Assert.All(all.GroupBy(one => (one.Id, one.Status, one.Deliveries, one.Attempts)), same => Assert.Single(same));

        async Task SeenAsync(string id)
        {
            do
            {
                all.Add(await shown.Reader.ReadAsync());
            }
            while (all[^1].Id != id || all[^1].Status != "completed");
        }
    }

    [Fact]
    public void An_older_state_of_an_event_is_not_shown_after_a_newer_one()
    {
        using var api = new ApiClient(new Uri(server.Url), key: null);
        var feed = new EventFeed(api, new EventFilter());
        static EventView Event(string status, int attempts) => new(JsonDocument.Parse(
            $$"""{ "id": "evt_1", "status": "{{status}}", "deliveries": 1, "attempts": {{attempts}} }""").RootElement);

        Assert.True(feed.IsNews(Event("completed", 1)));
        Assert.False(feed.IsNews(Event("processing", 0)));
        Assert.False(feed.IsNews(Event("completed", 1)));
        Assert.True(feed.IsNews(Event("processing", 1)));
        Assert.True(feed.IsNews(Event("completed", 2)));
    }

    [Fact]
    public async Task A_long_break_hides_no_event()
    {
        await server.WaitAsync(await SendPortOneAsync());
        using var api = new ApiClient(new Uri(server.Url), key: null);
        var feed = new EventFeed(api, new EventFilter { Source = "portone" });
        await feed.ReadAsync(EventFeed.Window, CancellationToken.None);
        await server.RunAsync("send", "portone", "Success", "--secret", ToolServer.PortOneSecret, "--count",
            $"{EventFeed.Window + 50}", "--concurrency", "16");

        var missed = await feed.CatchUpAsync(CancellationToken.None);

        Assert.Equal(EventFeed.Window + 50, missed.Events.Select(one => one.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(missed.Events.Select(one => one.ReceivedAt).Order(), missed.Events.Select(one => one.ReceivedAt));
    }

    [Fact]
    public async Task A_server_that_refuses_is_not_asked_again()
    {
        var tailed = await ToolRun.Of("tail", "--server", $"{server.Url}/nowhere");

        Assert.Equal(1, tailed.ExitCode);
        Assert.Single(tailed.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task A_key_ends_it_and_a_line_says_which_keys_there_are()
    {
        var around = ToolRun.With() with { Keys = (_, _) => new[] { '?', 'q' }.ToAsyncEnumerable() };

        var tailed = await ToolRun.Of(TailCommand.Create(around), ["tail", "--server", server.Url]);

        Assert.Equal(0, tailed.ExitCode);
        Assert.StartsWith($"{FollowKeys.Hint}\n{FollowKeys.Hint}", tailed.Error.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_terminal_no_keys_are_mentioned()
    {
        using var stop = new CancellationTokenSource();
        using var output = new WatchedWriter(stop);
        output.StopAt = await server.SendAsync("quiet");

        var tailed = await ToolRun.Of(
            TailCommand.Create(), ["tail", "--utc", "--source", "quiet", "--server", server.Url], output, stop.Token);

        Assert.Equal((0, ""), (tailed.ExitCode, tailed.Error));
        Assert.StartsWith("UTC ", tailed.Lines[0], StringComparison.Ordinal);
        Assert.Contains(tailed.Lines, line => line.Contains(output.StopAt, StringComparison.Ordinal));
    }

    [Fact]
    public void A_pause_holds_events_back_and_loses_none()
    {
        List<string> shown = [];
        var keys = new FollowKeys(shown.Add, () => shown.Add("quit"), "Events are held back until you press space again.");
        void Show(string id) => keys.Show(() => shown.Add(id));

        Show("one");
        keys.Press(' ');
        Show("two");
        Show("three");
        Assert.Equal(2, shown.Count);
        keys.Press(' ');
        Show("four");
        keys.Press('x');
        keys.Press('q');

        Assert.Equal(
            ["one", "Paused. Events are held back until you press space again.", "Resumed with 2 events.", "two", "three", "four", "quit"],
            shown);
    }

    private async Task<string> SendPortOneAsync() => (string)(await server.RunAsync(
        "send", "portone", "Success", "--secret", ToolServer.PortOneSecret, "--json")).Json["events"]![0]!;

    // Stops what writes to it as soon as a certain text has come.
    private sealed class WatchedWriter(CancellationTokenSource stop) : StringWriter
    {
        public string StopAt { get; set; } = "";

        public override void Flush()
        {
            if (ToString().Contains(StopAt, StringComparison.Ordinal))
            {
                stop.Cancel();
            }
        }
    }
}
