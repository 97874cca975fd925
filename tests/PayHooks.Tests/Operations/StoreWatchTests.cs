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
}
