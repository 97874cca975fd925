using System.Text.Json.Nodes;
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
        var feed = new EventFeed(api, new EventFilter("quiet", Type: null, Status: null));
        await server.WaitAsync(await server.SendAsync("quiet"));
        var before = await feed.ReadAsync(EventFeed.Window, CancellationToken.None);
        var unchanged = await feed.ReadAsync(EventFeed.Window, CancellationToken.None);
        var id = before.News[^1].Id;
        await server.RunAsync("replay", id);
        await server.WaitAsync(id, attempts: 2);

        var changed = await feed.ReadAsync(EventFeed.Window, CancellationToken.None);

        Assert.Empty(unchanged.News);
        Assert.Contains(changed.News, one => one.Id == id && one.Attempts == 2);
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
