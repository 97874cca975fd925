using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Moq;
using PayHooks.Cli.Server;
using PayHooks.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Server;

public sealed class DurabilityTests
{
    [Fact]
    public async Task Answers_503_with_Retry_After_when_the_store_refuses_the_write()
    {
        var queue = new Mock<IEventQueue>();
        queue.Setup(one => one.MaxTextBytes).Returns(int.MaxValue);
        queue.Setup(one => one.EnqueueAsync(It.IsAny<MessageText>(), It.IsAny<TimeSpan>(), It.IsAny<CancellationToken>()))
            .Throws(new IOException("The disk is full."));
        await using var server = await RunningServer.StartAsync(replace: services => services.AddSingleton(queue.Object));

        using var response = await server.DeliverAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.True(response.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        Assert.Equal("", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Answers_503_within_the_ack_timeout_when_the_store_does_not_confirm()
    {
        var never = new TaskCompletionSource();
        var queue = new Mock<IEventQueue>();
        queue.Setup(one => one.MaxTextBytes).Returns(int.MaxValue);
        queue.Setup(one => one.EnqueueAsync(It.IsAny<MessageText>(), It.IsAny<TimeSpan>(), It.IsAny<CancellationToken>()))
            .Returns(new ValueTask(never.Task));
        await using var server = await RunningServer.StartAsync(
            new() { ["PayHooks:AckTimeout"] = "00:00:01" }, replace: services => services.AddSingleton(queue.Object));

        var watch = Stopwatch.StartNew();
        using var response = await server.DeliverAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0.9, 3);
    }

    [Fact]
    public async Task Runs_the_handler_once_for_32_copies_at_the_same_time()
    {
        var handler = new RecordingHandler();
        await using var server = await RunningServer.StartAsync(handlers: handler.Register);

        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => server.DeliverAsync()));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        var seen = await server.EventAsync(
            one => RunningServer.IsCompleted(one) && (int)one["deliveries"]! == 32, TimeSpan.FromSeconds(4));
        Assert.Single(handler.Calls);
        Assert.Equal(0, (int)seen["conflicts"]!);
    }

    [Fact]
    public async Task Stops_at_once_when_nothing_runs()
    {
        await using var server = await RunningServer.StartAsync();
        await server.DeliverAsync();
        await server.EventAsync(RunningServer.IsCompleted);

        var watch = Stopwatch.StartNew();
        await server.Server.StopAsync();

        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 3);
    }

    [Fact]
    public async Task Stops_in_time_although_a_caller_has_not_sent_everything()
    {
        await using var server = await RunningServer.StartAsync(
            replace: services => services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1)));
        using var slow = await RawRequest.ConnectAsync(
            server.Server.BaseAddress, $"{RawRequest.Post}Content-Length: 100\r\n\r\n{{");
        await server.DeliverAsync();

        var watch = Stopwatch.StartNew();
        await server.Server.StopAsync();

        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 4);
    }

    [Fact]
    public async Task Runs_no_handler_when_it_cannot_listen()
    {
        using var folder = new TemporaryFolder();
        using var busy = new TcpListener(IPAddress.Loopback, 0);
        busy.Start();
        var options = new LocalServerOptions
        {
            Urls = "http://127.0.0.1:0",
            DataFolder = folder.File("payhooks-data"),
            Configuration = new ConfigurationBuilder().AddInMemoryCollection(RunningServer.ShopSettings()).Build(),
            Handlers = new RecordingHandler((_, cancelled) =>
                Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancelled)).Register,
            Quiet = true,
        };
        await using (var server = await LocalServer.StartAsync(options, CancellationToken.None))
        {
            using var client = new HttpClient { BaseAddress = server.BaseAddress };
            using var accepted = await client.SendAsync(RunningServer.Delivery(RunningServer.Body()));
            await RunningServer.NewestAsync(client, one => (string?)one["status"] == "processing");
            await server.StopAsync();
        }

        var handler = new RecordingHandler();
        await Assert.ThrowsAnyAsync<IOException>(
            () => LocalServer.StartAsync(
                options with
                {
                    Urls = $"http://{busy.LocalEndpoint}",
                    Handlers = handler.Register,
                    Replace = services => services.AddHostedService<SlowStart>(),
                },
                CancellationToken.None));
        Assert.Empty(handler.Calls);

        await using var next = await LocalServer.StartAsync(options with { Handlers = handler.Register }, CancellationToken.None);
        await Eventually.Async(() => Task.FromResult(handler.Calls.Count), calls => calls == 1);
    }

    [Fact]
    public async Task Stops_in_time_although_a_handler_ignores_its_cancellation()
    {
        var release = new TaskCompletionSource();
        var handler = new RecordingHandler((_, _) => release.Task);
        await using var server = await RunningServer.StartAsync(
            handlers: handler.Register,
            replace: services => services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1)));
        await server.DeliverAsync();
        await Eventually.Async(() => Task.FromResult(handler.Calls.Count), calls => calls == 1);

        var watch = Stopwatch.StartNew();
        await server.Server.StopAsync();

        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 4);
        release.SetResult();
    }

    [Fact]
    public async Task Gives_up_the_claim_of_a_running_handler_when_it_stops()
    {
        var handler = new RecordingHandler((_, cancelled) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancelled));
        await using var server = await RunningServer.StartAsync(handlers: handler.Register);
        await server.DeliverAsync();
        await Eventually.Async(() => Task.FromResult(handler.Calls.Count), calls => calls == 1);

        await server.Server.StopAsync();

        var ledger = server.Server.Services.GetRequiredService<IEventLedger>();
        var record = await ledger.FindAsync(handler.Calls.Single().Id, CancellationToken.None);
        Assert.Equal(EventStatus.Processing, record!.Status);
        Assert.Null(record.Owner);
        Assert.Equal(0, record.Crashes);
    }

    // Between the pump and Kestrel: gives the pump every chance to take a message too early.
    private sealed class SlowStart : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) =>
            Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
