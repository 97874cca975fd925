using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Moq;
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
        queue.Setup(one => one.EnqueueAsync(It.IsAny<ReadOnlyMemory<byte>>(), It.IsAny<TimeSpan>(), It.IsAny<CancellationToken>()))
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
        queue.Setup(one => one.EnqueueAsync(It.IsAny<ReadOnlyMemory<byte>>(), It.IsAny<TimeSpan>(), It.IsAny<CancellationToken>()))
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
}
