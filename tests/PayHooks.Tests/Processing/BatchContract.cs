using System.Collections.Concurrent;
using System.Text;
using PayHooks.Diagnostics;
using PayHooks.Storage;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;
using PayHooks.Verification;

namespace PayHooks.Tests.Processing;

/// <summary>One delivery that tells of several events, and events that a header tells apart, on every store.</summary>
public abstract class BatchContract : StoreContract
{
    private const string Three = """{"events":[{"id":"e1"},{"id":"e2"},{"id":"e3"}]}""";

    private readonly ConcurrentQueue<string> ran = new();

    // Longer than a message on Azure: such a body lies in the body store.
    private static string LongItem(string id) => $$"""{"id":"{{id}}","pad":"{{new string('x', 100_000)}}"}""";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_batch_of_three_becomes_three_events_with_bodies_of_their_own(bool isLong)
    {
        string[] items = isLong ? [LongItem("e1"), LongItem("e2"), LongItem("e3")]
            : ["""{"id":"e1"}""", """{ "id": "e2" }""", """{"id":"e3"}"""];
        using var bench = Bench();

        var result = await bench.DeliverAsync($$"""{"events":[{{string.Join(", ", items)}}]}""");
        await bench.WorkUntilEmptyAsync();

        Assert.Equal(200, result.StatusCode);
        Assert.Equal(["e1", "e2", "e3"], ran.Order());
        for (var i = 0; i < items.Length; i++)
        {
            var record = await bench.RecordAsync($"e{i + 1}");
            Assert.Equal((EventStatus.Completed, 1), (record.Status, record.Deliveries));
            Assert.Equal($"{result.DeliveryId}_{i + 1}", Assert.Single(record.DeliveryLog).Id);
            Assert.Equal(items[i], Encoding.UTF8.GetString((await bench.Operations.BodyAsync(record, default))!.Value.Span));
        }
    }

    [Fact]
    public async Task A_batch_counts_as_the_one_delivery_that_it_is()
    {
        var source = GetType().Name.ToLowerInvariant();
        using var measured = new MetricReadings(source);
        using var bench = Bench(settings: new Dictionary<string, string?>
        {
            [$"PayHooks:Sources:{source}:Provider"] = "test",
            [$"PayHooks:Sources:{source}:Secrets:0"] = "s3cret-one",
        });

        await bench.DeliverAsync(Three, source: source);

        Assert.Equal([1], measured.Of(Telemetry.Deliveries));
        Assert.Equal([1], measured.Of(Telemetry.SecretMatched));
        Assert.Equal(3, await Store.Queue.CountAsync(default));
    }

    [Fact]
    public async Task A_batch_of_one_is_the_event_and_not_the_batch()
    {
        using var bench = Bench();

        var result = await bench.DeliverAsync("""{"events":[{"id":"e1"}]}""");
        await bench.WorkUntilEmptyAsync();

        var record = await bench.RecordAsync();
        Assert.Equal(result.DeliveryId, Assert.Single(record.DeliveryLog).Id);
        Assert.Equal("""{"id":"e1"}""", Encoding.UTF8.GetString((await bench.Operations.BodyAsync(record, default))!.Value.Span));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(IWebhookProvider.MostEvents + 1)]
    public async Task A_delivery_that_tells_of_nothing_or_of_too_much_is_kept_whole_and_seen(int count)
    {
        var body = $$"""{"events":[{{string.Join(',', Enumerable.Repeat("{}", count))}}]}""";
        using var bench = Bench();

        Assert.Equal(200, (await bench.DeliverAsync(body)).StatusCode);
        await bench.WorkUntilEmptyAsync();

        var record = Assert.Single((await Store.Ledger.ListAsync(new EventQuery(), default)).Events);
        Assert.Equal((EventTypes.Unrecognised, EventStatus.Completed), (record.Facts.Type, record.Status));
        Assert.Equal(body, Encoding.UTF8.GetString((await bench.Operations.BodyAsync(record, default))!.Value.Span));
    }

    [Fact]
    public async Task The_largest_batch_is_durable_before_its_answer()
    {
        using var bench = Bench();

        var result = await bench.DeliverAsync(
            $$"""{"events":[{{string.Join(',', Enumerable.Range(1, IWebhookProvider.MostEvents).Select(i => $$"""{"id":"e{{i}}"}"""))}}]}""");

        Assert.Equal(200, result.StatusCode);
        Assert.Equal(IWebhookProvider.MostEvents, await Store.Queue.CountAsync(default));
    }

    [Fact]
    public async Task An_event_that_comes_again_alone_is_a_repeat()
    {
        using var bench = Bench();
        await bench.DeliverAsync(Three);
        await bench.WorkUntilEmptyAsync();

        await bench.DeliverAsync("""{"id":"e2"}""");
        await bench.DeliverAsync(Three);
        await bench.WorkUntilEmptyAsync();

        Assert.Equal(["e1", "e2", "e3"], ran.Order());
        Assert.Equal(
            [(2, 0), (3, 0), (2, 0)],
            new[] { await bench.RecordAsync("e1"), await bench.RecordAsync("e2"), await bench.RecordAsync("e3") }.Select(one =>
                (one.Deliveries, one.Conflicts)));
    }

    [Fact]
    public async Task An_event_that_is_twice_in_a_batch_runs_once()
    {
        using var bench = Bench();

        await bench.DeliverAsync("""{"events":[{"id":"e1"},{"id":"e1"}]}""");
        await bench.WorkUntilEmptyAsync();

        Assert.Equal(["e1"], ran);
        Assert.Equal(2, (await bench.RecordAsync()).Deliveries);
    }

    public static TheoryData<Fault> Faults => [.. Enum.GetValues<Fault>()];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_batch_of_which_a_write_fails_is_asked_for_again_and_each_event_runs_once(Fault fault)
    {
        for (var write = 1; write <= 3; write++)
        {
            ran.Clear();
            await using var store = await CreateAsync();
            await FailsAndRepeatsAsync(store, new FaultPlan(write, fault));
        }
    }

    private async Task FailsAndRepeatsAsync(StoreUnderTest store, FaultPlan faults)
    {
        using (var failing = Bench(faults, store: store))
        {
            Assert.Equal(503, (await failing.DeliverAsync(Three)).StatusCode);
        }

        using var bench = Bench(store: store);
        Assert.Equal(200, (await bench.DeliverAsync(Three)).StatusCode);
        await bench.WorkUntilEmptyAsync();

        Assert.Equal(["e1", "e2", "e3"], ran.Order());
        Assert.Equal(0, (await bench.RecordAsync("e2")).Conflicts);
    }

    // Read when it is received, when it is repeated, after a restart: always the same header, so always the same event.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Events_that_a_header_tells_apart_stay_apart(bool isLong)
    {
        var body = isLong ? LongItem("same") : """{"id":"same"}""";
        var longest = new string('b', 1024);
        using (var receiving = HeaderBench())
        {
            foreach (var id in (string[])["a", longest, "a"])
            {
                Assert.Equal(200, (await receiving.DeliverAsync(body, eventIdHeader: id)).StatusCode);
            }
        }

        using var bench = HeaderBench();
        await bench.WorkUntilEmptyAsync();

        Assert.Equal(["a", longest], ran.Order());
        Assert.Equal((2, 0), ((await bench.RecordAsync("a")).Deliveries, (await bench.RecordAsync("a")).Conflicts));

        await bench.Operations.ReplayAsync(TestBench.IdOf("a"), default);
        await bench.WorkUntilEmptyAsync();
        Assert.Equal(["a", "a", longest], ran.Order());

        await bench.Erasure.EraseAsync(TestBench.IdOf("a"), default);
        Assert.Null(await bench.Operations.BodyAsync(await bench.RecordAsync("a"), default));
        Assert.Equal(body,
            Encoding.UTF8.GetString((await bench.Operations.BodyAsync(await bench.RecordAsync(longest), default))!.Value.Span));
    }

    [Fact]
    public async Task A_header_that_identifies_an_event_is_never_cut()
    {
        using var bench = HeaderBench();

        var result = await bench.DeliverAsync(eventIdHeader: new string('b', 1025));

        Assert.Equal((400, "header_too_long"), (result.StatusCode, result.Reason));
        Assert.Equal(0, await Store.Queue.CountAsync(default));
    }

    private TestBench HeaderBench() => Bench(settings: new Dictionary<string, string?> { ["PayHooks:Sources:test:Header"] = "event-id" });

    private TestBench Bench(FaultPlan? faults = null, Dictionary<string, string?>? settings = null, StoreUnderTest? store = null) => new(
        store ?? Store,
        [
            DelegateHandler.Named("note", (e, _, _) =>
            {
                if (e.ProviderEventId is { } id)
                {
                    ran.Enqueue(id);
                }

                return Task.CompletedTask;
            }),
        ],
        faults, settings, (store ?? Store).Bodies, providers: TestProvider.RegistryWithHeader);
}

public sealed class InMemoryBatchTests : BatchContract
{
    private protected override Task<StoreUnderTest> CreateAsync() =>
        Task.FromResult<StoreUnderTest>(new InMemoryStoreUnderTest(maxTextBytes: 64 * 1024));
}

public sealed class RocksDbBatchTests : BatchContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => RocksDbStoreUnderTest.CreateAsync();

    [Fact]
    public async Task The_events_of_a_batch_share_a_write()
    {
        var store = ((RocksDbStoreUnderTest)Store).Store;
        using var bench = new TestBench(Store, []);
        using var busy = new BusyRocksDbWriter(store.Writer);
        var before = store.Writer.Batches;

        var receiving =
            bench.DeliverAsync($$"""{"events":[{{string.Join(',', Enumerable.Range(1, 30).Select(i => $$"""{"id":"e{{i}}"}"""))}}]}""");
        busy.End();

        Assert.Equal(200, (await receiving).StatusCode);
        Assert.Equal(30, await Store.Queue.CountAsync(default));
        Assert.Equal(1, store.Writer.Batches - before);
    }
}
