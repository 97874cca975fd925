using PayHooks.Cli.Client;
using PayHooks.Cli.Sending;
using PayHooks.Cli.Server;

namespace PayHooks.Cli.Demo;

/// <summary>Runs the demo's steps against a real server on this machine, from the outside, and observes the results.</summary>
internal sealed class DemoHost : IAsyncDisposable
{
    // Far longer than the retries take; only a failed expectation waits this long.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    private readonly string folder = Directory.CreateTempSubdirectory("payhooks-demo-").FullName;
    private readonly DemoSources sources;
    private readonly DemoHandlers handlers;
    private readonly TimeProvider time;
    private readonly Sender oneByOne;
    private readonly Sender atOnce;
    private LocalServer? server;

    public DemoHost(DemoSources sources, DemoHandlers handlers, TimeProvider time)
    {
        (this.sources, this.handlers, this.time) = (sources, handlers, time);
        (oneByOne, atOnce) = (new Sender(time, 1), new Sender(time, 8));
    }

    /// <summary>The server's base URL.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1:0");

    /// <summary>Starts the server, or restarts it on the same port and folder.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        server = await LocalServer.StartAsync(
            new LocalServerOptions
            {
                Urls = Address.GetLeftPart(UriPartial.Authority),
                DataFolder = Path.Combine(folder, "payhooks-data"),
                Configuration = sources.Settings(),
                Handlers = handlers.Register,
                Quiet = true,
            },
            cancellationToken);
        Address = server.BaseAddress;
    }

    /// <summary>Sends a step's deliveries.</summary>
    public async Task<SendReport> SendAsync(DemoStep scene, CancellationToken cancellationToken)
    {
        if (scene.AfterRestart)
        {
            await StopAsync();
            await StartAsync(cancellationToken);
        }

        var sender = scene.AtOnce ? atOnce : oneByOne;
        List<SendResult> answers = [];
        var started = time.GetTimestamp();
        foreach (var posts in scene.Posts.GroupBy(post => post.Source))
        {
            var url = new Uri(Address, $"/webhooks/{posts.Key}");
            answers.AddRange(
                (await sender.SendAsync(posts.Select(post => post.Delivery), url, static () => { }, cancellationToken)).Answers);
        }

        return new SendReport(answers, time.GetElapsedTime(started));
    }

    /// <summary>Waits for the expected events and returns their state.</summary>
    public async Task<IReadOnlyList<SeenEvent>> WatchAsync(DemoStep scene, CancellationToken cancellationToken)
    {
        using var api = new ApiClient(Address, null);
        var started = time.GetTimestamp();
        if (scene.DiesFirst)
        {
            await WaitAsync(api, scene.Events[0].Id, seen => seen is { Status: "dead" }, started, cancellationToken);
            await api.PostAsync($"api/events/{scene.Events[0].Id}/replay", cancellationToken);
        }

        List<SeenEvent> events = [];
        foreach (var promised in scene.Events)
        {
            var seen = await WaitAsync(
                api, promised.Id, one =>
                    one is { Status: "completed" } && one.Value.Deliveries >= promised.Deliveries, started, cancellationToken);
            events.Add(new SeenEvent(promised.Id, seen,
                [.. promised.Runs.Select(run => (run.Handler, handlers.Of(run.Handler, promised.Id)))]));
        }

        foreach (var id in scene.Absent)
        {
            events.Add(new SeenEvent(id, await FindAsync(api, id, cancellationToken), []));
        }

        return events;
    }

    /// <summary>Plays a story: sends each notification after the previous one completes, and returns the results.</summary>
    public async Task<StoryResult> PlayAsync(PaymentStory story, CancellationToken cancellationToken)
    {
        using var api = new ApiClient(Address, null);
        List<NoticeResult> notices = [];
        foreach (var notice in story.Notices)
        {
            var url = new Uri(Address, $"/webhooks/{notice.Post.Source}");
            var report = await oneByOne.SendAsync([notice.Post.Delivery], url, static () => { }, cancellationToken);
            var seen = await WaitAsync(api, notice.Id, one => one is { Status: "completed" }, time.GetTimestamp(), cancellationToken);
            var status = report.Answers is [{ Status: var answered }] ? answered : null;
            notices.Add(new NoticeResult(notice, status, seen?.Effect, handlers.RanFor(notice.Id)));
        }

        var payment = await api.GetAsync($"api/payments/{story.Notices[^1].Post.Source}/{story.Payment}", cancellationToken);
        var flags = payment.Json is { } json
            ? json.GetProperty("explanations").EnumerateObject().ToDictionary(flag => flag.Name, flag => flag.Value.GetString()!)
            : [];
        return new StoryResult(story, notices, flags);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        oneByOne.Dispose();
        atOnce.Dispose();
        await StopAsync();
        Directory.Delete(folder, recursive: true);
    }

    private async Task StopAsync()
    {
        if (server is not null)
        {
            await server.StopAsync();
            await server.DisposeAsync();
            server = null;
        }
    }

    private async Task<EventView?> WaitAsync(
        ApiClient api, string id, Func<EventView?, bool> stands, long started, CancellationToken cancellationToken)
    {
        while (true)
        {
            var seen = await FindAsync(api, id, cancellationToken);
            if (stands(seen) || time.GetElapsedTime(started) > Patience)
            {
                return seen;
            }

            await Task.Delay(Glance, time, cancellationToken);
        }
    }

    private static async Task<EventView?> FindAsync(ApiClient api, string id, CancellationToken cancellationToken) =>
        await api.GetAsync($"api/events/{id}", cancellationToken) is { Problem: null, Json: { } json } ? new EventView(json) : null;
}

/// <summary>The observed state of an event.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Event">The event, or null when it does not exist.</param>
/// <param name="Runs">How the expected handlers ran.</param>
internal sealed record SeenEvent(string Id, EventView? Event, IReadOnlyList<(string Handler, Runs Runs)> Runs);
