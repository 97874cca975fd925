using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PayHooks.ChangeFeed;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Server;

public sealed class EventStreamTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private RunningServer server = null!;

    public async Task InitializeAsync() => server = await RunningServer.StartAsync(handlers: new RecordingHandler().Register);

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task Tells_events_as_lists_show_them_until_they_are_done()
    {
        using var stream = await OpenAsync();
        await server.DeliverAsync();

        JsonNode told;
        do
        {
            var (kind, data) = await stream.NextAsync();
            Assert.Equal("change", kind);
            told = JsonNode.Parse(data)!;
            Assert.Equal("evt-1", (string?)told["providerEventId"]);
        }
        while (!RunningServer.IsCompleted(told));

        var listed = (await server.JsonAsync("/api/events"))["events"]![0]!;
        Assert.Equal(listed.ToJsonString(), told.ToJsonString());
    }

    [Fact]
    public async Task Tells_only_how_many_when_too_many_changed()
    {
        using var stream = await OpenAsync();
        var changes = server.Server.Services.GetRequiredService<EventChangeFeed>();
        for (var i = 0; i < 1000; i++)
        {
            changes.Publish(Samples.Record(i, DateTimeOffset.UnixEpoch));
        }

        // The first look may have come between two of them.
        var (kind, data) = await stream.NextAsync();
        while (kind == "change")
        {
            (kind, data) = await stream.NextAsync();
        }

        Assert.Equal("many", kind);
        Assert.InRange((int)JsonNode.Parse(data)!["changed"]!, EventSubscription.MostEvents, 1000);
    }

    [Fact]
    public async Task Followers_that_read_nothing_hold_up_neither_events_nor_the_stop()
    {
        var sleepers = new List<StreamReading>();
        for (var i = 0; i < 20; i++)
        {
            sleepers.Add(await OpenAsync());
        }

        for (var i = 0; i < 50; i++)
        {
            await server.DeliverAsync(RunningServer.Body($"evt-{i}"));
        }

        await Eventually.Async(() => server.JsonAsync("/api/events?status=completed&limit=500"), seen =>
            seen["events"]!.AsArray().Count == 50);

        // More than every buffer on the way holds.
        var changes = server.Server.Services.GetRequiredService<EventChangeFeed>();
        for (var i = 0; i < EventSubscription.MostEvents; i++)
        {
            changes.Publish(Samples.Record(i, DateTimeOffset.UnixEpoch) with { LastError = new string('x', 200_000) });
        }

        var stopping = Stopwatch.StartNew();
        await server.Server.StopAsync();

        Assert.InRange(stopping.Elapsed.TotalSeconds, 0, 6);
        sleepers.ForEach(one => one.Dispose());
    }

    [Fact]
    public async Task A_follower_who_goes_makes_room()
    {
        var changes = server.Server.Services.GetRequiredService<EventChangeFeed>();
        using (await OpenAsync())
        {
            Assert.True(changes.IsFollowed);
        }

        await Eventually.Async(() => Task.FromResult(changes.IsFollowed), followed => !followed);
    }

    [Fact]
    public async Task Refuses_followers_beyond_the_limit()
    {
        var changes = server.Server.Services.GetRequiredService<EventChangeFeed>();
        while (changes.Follow() is not null)
        {
        }

        using var response = await server.Client.GetAsync("/api/stream", HttpCompletionOption.ResponseHeadersRead);

        await Problem.AssertAsync(response, HttpStatusCode.ServiceUnavailable);
    }

    private async Task<StreamReading> OpenAsync()
    {
        var response = await server.Client.GetAsync("/api/stream", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        var reading = new StreamReading(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
        Assert.Equal("event: ping", await reading.LineAsync());
        return reading;
    }

    private sealed class StreamReading(HttpResponseMessage response, StreamReader reader) : IDisposable
    {
        public async Task<string?> LineAsync() => await reader.ReadLineAsync().WaitAsync(Patience);

        /// <summary>The next message that is not a ping.</summary>
        public async Task<(string Kind, string Data)> NextAsync()
        {
            while (true)
            {
                var line = await LineAsync() ?? throw new EndOfStreamException();
                if (line.StartsWith("event: ", StringComparison.Ordinal) && line != "event: ping")
                {
                    return (line["event: ".Length..], (await LineAsync())!["data: ".Length..]);
                }
            }
        }

        public void Dispose()
        {
            reader.Dispose();
            response.Dispose();
        }
    }
}
