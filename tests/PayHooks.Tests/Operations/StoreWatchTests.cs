using Microsoft.Extensions.Logging;
using PayHooks.Operations;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Operations;

public sealed class StoreWatchTests
{
    [Fact]
    public async Task A_silent_source_is_warned_of_once_and_again_after_it_has_spoken()
    {
        await using var store = new InMemoryStoreUnderTest();
        using var bench = new TestBench(store, [], settings: new Dictionary<string, string?> { ["PayHooks:Sources:test:SilenceAfter"] = "01:00:00" });
        using var log = new LogSink();
        using var logging = LoggerFactory.Create(builder => builder.AddProvider(log));
        var watch = new StoreWatch(bench.Operations, bench.Options, store.Time, logging.CreateLogger<StoreWatch>());

        await watch.SampleAsync(default);
        Assert.Empty(log.Lines);
        store.Time.Advance(TimeSpan.FromHours(1));
        await watch.SampleAsync(default);
        await watch.SampleAsync(default);
        Assert.Single(log.Lines);
        Assert.Contains("Nothing genuine came for source test", log.Lines.First(), StringComparison.Ordinal);

        await bench.DeliverAsync();
        await bench.WorkUntilEmptyAsync();
        await watch.SampleAsync(default);
        store.Time.Advance(TimeSpan.FromHours(2));
        await watch.SampleAsync(default);
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
        var watch = new StoreWatch(bench.Operations, bench.Options, store.Time, Microsoft.Extensions.Logging.Abstractions.NullLogger<StoreWatch>.Instance);

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
