using Microsoft.Extensions.Logging;
using PayHooks.Diagnostics;
using PayHooks.Operations;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Operations;

public sealed class StoreMonitorTests
{
    [Fact]
    public async Task A_silent_source_is_warned_of_once_and_again_after_it_has_spoken()
    {
        await using var store = new InMemoryStoreUnderTest();
        using var bench =
            new TestBench(store, [], settings: new Dictionary<string, string?> { ["PayHooks:Sources:test:SilenceAfter"] = "01:00:00" });
        using var log = new LogSink();
        using var logging = LoggerFactory.Create(builder => builder.AddProvider(log));
        var watch = bench.Watch(logging.CreateLogger<StoreMonitor>());

        await watch.SampleAsync(default);
        Assert.Empty(log.Lines);
        store.Time.Advance(TimeSpan.FromHours(1));
        await watch.SampleAsync(default);
        await watch.SampleAsync(default);
        Assert.Single(log.Lines);
        Assert.Contains("No genuine delivery has arrived for source test", log.Lines.First(), StringComparison.Ordinal);

        await bench.DeliverAsync();
        await bench.WorkUntilEmptyAsync();
        await watch.SampleAsync(default);
        store.Time.Advance(TimeSpan.FromHours(2));
        await watch.SampleAsync(default);
        Assert.Equal(2, log.Lines.Count);
    }

    // The warning, the list of sources and the overview must agree, in the process that received the repeat and in one that starts later.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_source_that_only_repeats_old_events_is_not_silent(bool isRestarted)
    {
        await using var store = new InMemoryStoreUnderTest();
        var settings = new Dictionary<string, string?> { ["PayHooks:Sources:test:SilenceAfter"] = "01:00:00" };
        var bench = new TestBench(store, [], settings: settings);
        await bench.DeliverAsync("""{"id":"older"}""");
        await bench.WorkUntilEmptyAsync();
        await bench.DeliverAsync("""{"id":"newer"}""");
        await bench.WorkUntilEmptyAsync();
        store.Time.Advance(TimeSpan.FromMinutes(59));
        await bench.DeliverAsync("""{"id":"older"}""");
        await bench.WorkUntilEmptyAsync();
        store.Time.Advance(TimeSpan.FromMinutes(59));
        if (isRestarted)
        {
            await bench.StopAsync();
            bench.Dispose();
            bench = new TestBench(store, [], settings: settings);
        }

        using var log = new LogSink();
        using var logging = LoggerFactory.Create(builder => builder.AddProvider(log));
        await bench.Watch(logging.CreateLogger<StoreMonitor>()).SampleAsync(default);

        Assert.Empty(log.Lines);
        Assert.False(Assert.Single((await bench.Overview.ReadAsync(default)).Sources).Silent);
        Assert.False(Assert.Single((await bench.Sources.ReadAsync(default)).Sources).Silent);

        store.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(Assert.Single((await bench.Overview.ReadAsync(default)).Sources).Silent);
        Assert.True(Assert.Single((await bench.Sources.ReadAsync(default)).Sources).Silent);
        bench.Dispose();
    }

    // Not at once, because whoever set a new secret is about to change it at the provider; then daily, until it is done.
    [Fact]
    public async Task A_provider_that_goes_on_signing_with_the_old_secret_is_warned_of_once_a_day()
    {
        await using var store = new InMemoryStoreUnderTest();
        using var bench =
            new TestBench(store, [], settings: new Dictionary<string, string?> { ["PayHooks:Sources:test:Secrets:1"] = "s3cret-two" });
        using var log = new LogSink();
        using var logging = LoggerFactory.Create(builder => builder.AddProvider(log));
        var watch = bench.Watch(logging.CreateLogger<StoreMonitor>());
        async Task HourAsync(string secret)
        {
            store.Time.Advance(TimeSpan.FromHours(1));
            await bench.DeliverAsync($$"""{"id":"{{store.Time.GetUtcNow().Ticks}}"}""", secret);
            await bench.WorkUntilEmptyAsync();
            await watch.SampleAsync(default);
            await watch.SampleAsync(default);
        }

        await bench.DeliverAsync();
        await bench.WorkUntilEmptyAsync();
        await watch.SampleAsync(default);
        Assert.Empty(log.Lines);

        for (var hour = 1; hour <= 24; hour++)
        {
            await HourAsync("s3cret-one");
        }

        Assert.Contains("The provider still signs with an old secret of source test: the newest, 1,", Assert.Single(log.Lines),
            StringComparison.Ordinal);
        await HourAsync("s3cret-one");
        Assert.Equal(2, log.Lines.Count);

        for (var hour = 1; hour <= 30; hour++)
        {
            await HourAsync(hour % 20 == 1 ? "s3cret-two" : "s3cret-one");
        }

        Assert.Equal(2, log.Lines.Count);
    }

    // What the alert reads: unlike the warning, it does not depend on which process takes the sample.
    [Fact]
    public async Task A_source_with_a_limit_is_measured_by_how_much_it_is_overdue_and_one_without_is_not()
    {
        await using var store = new InMemoryStoreUnderTest();
        using var bench = new TestBench(store, [], settings: new Dictionary<string, string?>
        {
            ["PayHooks:Sources:overdue:Provider"] = "test",
            ["PayHooks:Sources:overdue:Secrets:0"] = "s3cret-one",
            ["PayHooks:Sources:overdue:SilenceAfter"] = "01:00:00",
        });
        using MetricReadings measured = new("overdue"), unmeasured = new("test");
        var watch = bench.Watch(Microsoft.Extensions.Logging.Abstractions.NullLogger<StoreMonitor>.Instance);

        await watch.SampleAsync(default);
        store.Time.Advance(TimeSpan.FromHours(3));
        await watch.SampleAsync(default);
        await bench.DeliverAsync(source: "overdue");
        await bench.WorkUntilEmptyAsync();
        await watch.SampleAsync(default);

        Assert.Equal([0, 7200, 0], measured.Of(Telemetry.SourceOverdue));
        Assert.Empty(unmeasured.Of(Telemetry.SourceOverdue));
    }
}
