using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using PayHooks.Diagnostics;
using PayHooks.Processing.Pump;
using PayHooks.Storage;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Processing;

public sealed class MessagePumpTests : IAsyncLifetime
{
    private readonly InMemoryStoreUnderTest store = new();
    private readonly TaskCompletionSource finish = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CountingSource source;
    private readonly TestBench bench;
    private readonly MessagePump pump;
    private readonly TaskCompletionSource quick = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IngestionLoad load = new();
    private int running;

    public MessagePumpTests()
    {
        source = new CountingSource(store.Source);
        bench = new TestBench(store, [DelegateHandler.Named("slow", HandleAsync)]);
        pump = new MessagePump(
            bench.Processor, source, bench.Catalog, load, new SlotUsage(TimeProvider.System), TimeProvider.System,
            NullLogger<MessagePump>.Instance);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        pump.Dispose();
        bench.Dispose();
        await store.DisposeAsync();
    }

    [Fact]
    public async Task No_more_than_64_events_are_worked_on_at_the_same_time()
    {
        await DeliverAsync(200);
        await pump.StartAsync(default);

        await Eventually.Async(() => Task.FromResult((running, source.Open)), seen =>
            seen == (FairScheduler.Slots, FairScheduler.Slots));

        finish.SetResult();
        await Eventually.Async(() => store.Queue.CountAsync(default).AsTask(), left => left == 0);
        Assert.Equal(0, running);
        await pump.StopAsync(default);
        Assert.Equal(0, source.Open);
    }

    [Fact]
    public async Task Fewer_large_messages_are_worked_on_at_a_time()
    {
        await DeliverAsync(40, padding: 800_000); // four places each
        await pump.StartAsync(default);

        await Eventually.Async(() => Task.FromResult(running), seen => seen >= 13);
        Assert.InRange(running, 13, FairScheduler.Slots / 4);

        finish.SetResult();
        await Eventually.Async(() => store.Queue.CountAsync(default).AsTask(), left => left == 0);
        await pump.StopAsync(default);
    }

    [Fact]
    public async Task Beside_many_deliveries_few_events_begin_at_a_time_and_all_are_worked_off_in_the_end()
    {
        finish.SetResult();
        await DeliverAsync(200);
        for (var i = 0; i < 100; i++)
        {
            load.Begin();
        }

        await pump.StartAsync(default);
        await Eventually.Async(() => store.Queue.CountAsync(default).AsTask(), left => left == 0);

        Assert.InRange(source.LargestTake, 1, 8);
        await pump.StopAsync(default);
    }

    [Fact]
    public async Task A_stop_puts_everything_back_as_if_it_had_never_been_taken()
    {
        await DeliverAsync(200);
        await pump.StartAsync(default);
        await Eventually.Async(() => Task.FromResult((running, source.Open)), seen =>
            seen == (FairScheduler.Slots, FairScheduler.Slots));

        await pump.StopAsync(default);

        Assert.Equal((0, 0), (running, source.Open));
        Assert.Equal(200, await store.Queue.CountAsync(default));
        Assert.All(await store.Source.TakeAsync(200, default), message => Assert.Equal(1, message.DequeueCount));
    }

    [Fact]
    public async Task A_source_whose_handlers_hang_leaves_slots_to_another()
    {
        using var two = new TestBench(
            store, [DelegateHandler.Named("slow", (one, context, token) => one.Source == "test" ? HandleAsync(one, context, token) : Quick())],
            settings: new Dictionary<string, string?>
            {
                ["PayHooks:Sources:healthy:Provider"] = "test",
                ["PayHooks:Sources:healthy:Secrets:0"] = "s3cret-two",
            });
        for (var i = 0; i < 256; i++)
        {
            await two.DeliverAsync($$"""{"id":"e{{i}}"}""");
        }

        var usage = new SlotUsage(TimeProvider.System);
        using var fair = new MessagePump(
            two.Processor, source, two.Catalog, load, usage, TimeProvider.System, NullLogger<MessagePump>.Instance);
        await fair.StartAsync(default);
        await Eventually.Async(() => Task.FromResult(running), seen => seen == FairScheduler.MostOfSource);
        Assert.Equal(TimeSpan.Zero, usage.FullFor);

        var sent = Stopwatch.StartNew();
        await two.DeliverAsync("""{"id":"healthy"}""", "s3cret-two", "healthy");
        await quick.Task.WaitAsync(TimeSpan.FromSeconds(10));

        Assert.InRange(sent.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.Equal(FairScheduler.MostOfSource, running);
        finish.SetResult();
        await Eventually.Async(() => store.Queue.CountAsync(default).AsTask(), left => left == 0);
        await fair.StopAsync(default);
        Assert.Equal(0, source.Open);

        Task Quick()
        {
            quick.SetResult();
            return Task.CompletedTask;
        }
    }

    [Fact]
    public void A_large_message_gets_its_slots_before_small_ones_that_came_later()
    {
        List<(long Key, FairScheduler.Place Place)> started = [];
        using var scheduler = new FairScheduler(
            2, (message, place, _) => started.Add((message.Key, place)), new SlotUsage(TimeProvider.System));
        for (var key = 1; key <= FairScheduler.MostOfSource; key++)
        {
            scheduler.Add(new TakenMessage(key, new byte[10], 1), "one");
        }

        for (var key = 101; key <= 110; key++)
        {
            scheduler.Add(new TakenMessage(key, new byte[10], 1), "two");
        }

        scheduler.Add(new TakenMessage(200, new byte[2 * 1024 * 1024], 1), "two");
        scheduler.Add(new TakenMessage(300, new byte[10], 1), "three");
        Assert.DoesNotContain(started, one => one.Key is 200 or 300);

        started.Where(one => one.Key > 100).Take(3).ToList().ForEach(one => one.Place.GiveBack());

        Assert.Contains(started, one => one.Key == 200);
        started.Single(one => one.Key == 200).Place.GiveBack();
        Assert.Contains(started, one => one.Key == 300);
    }

    [Fact]
    public void No_free_slot_is_reported_with_how_long()
    {
        var time = new ManualTime();
        var usage = new SlotUsage(time);
        List<FairScheduler.Place> started = [];
        using var scheduler = new FairScheduler(1, (_, place, _) => started.Add(place), usage);
        for (var key = 1; key <= FairScheduler.Slots; key++)
        {
            scheduler.Add(new TakenMessage(key, new byte[10], 1), "one");
        }

        time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(TimeSpan.FromSeconds(61), usage.FullFor);

        // As often as it is called: a slot is returned once.
        started[0].HandlerIgnoresCancellation();
        started[0].GiveBack();
        Assert.Equal(TimeSpan.Zero, usage.FullFor);
        scheduler.Add(new TakenMessage(100, new byte[10], 1), "one");
        scheduler.Add(new TakenMessage(101, new byte[10], 1), "one");
        Assert.Equal(FairScheduler.Slots + 1, started.Count);
    }

    private async Task DeliverAsync(int count, int padding = 0)
    {
        for (var i = 0; i < count; i++)
        {
            var answer = await bench.DeliverAsync($$"""{"id":"e{{i}}","padding":"{{new string('x', padding)}}"}""");
            Assert.Equal(200, answer.StatusCode);
        }
    }

    private async Task HandleAsync(WebhookEvent webhookEvent, HandlerContext context, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref running);
        try
        {
            await finish.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref running);
        }
    }

    // Counts what is taken and not ended.
    private sealed class CountingSource(IMessageSource inner) : IMessageSource
    {
        private int open;

        public int Open => Volatile.Read(ref open);

        public int LargestTake { get; private set; }

        public async ValueTask<IReadOnlyList<TakenMessage>> TakeAsync(int max, CancellationToken cancellationToken)
        {
            var taken = await inner.TakeAsync(max, cancellationToken);
            Interlocked.Add(ref open, taken.Count);
            LargestTake = Math.Max(LargestTake, taken.Count);
            return taken;
        }

        public async ValueTask DeleteAsync(TakenMessage message, CancellationToken cancellationToken)
        {
            await inner.DeleteAsync(message, cancellationToken);
            Interlocked.Decrement(ref open);
        }

        public async ValueTask ReturnAsync(TakenMessage message, TimeSpan delay, CancellationToken cancellationToken)
        {
            await inner.ReturnAsync(message, delay, cancellationToken);
            Interlocked.Decrement(ref open);
        }
    }
}
