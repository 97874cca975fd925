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
    private readonly IngestionLoad load = new();
    private int running;

    public MessagePumpTests()
    {
        source = new CountingSource(store.Source);
        bench = new TestBench(store, [DelegateHandler.Named("slow", HandleAsync)]);
        pump = new MessagePump(bench.Processor, source, load, TimeProvider.System, NullLogger<MessagePump>.Instance);
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
            seen == (ConcurrencyLimiter.Most, ConcurrencyLimiter.Most));

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
        Assert.InRange(running, 13, ConcurrencyLimiter.Most / 4);

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
            seen == (ConcurrencyLimiter.Most, ConcurrencyLimiter.Most));

        await pump.StopAsync(default);

        Assert.Equal((0, 0), (running, source.Open));
        Assert.Equal(200, await store.Queue.CountAsync(default));
        Assert.All(await store.Source.TakeAsync(200, default), message => Assert.Equal(1, message.DequeueCount));
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
