using PayHooks.Processing;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Processing;

/// <summary>A wall clock that somebody sets while handlers run.</summary>
public sealed class ClockJumpTests : IAsyncLifetime
{
    private readonly RocksDbStoreUnderTest store = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await store.DisposeAsync();

    [Fact]
    public async Task A_clock_set_forward_by_an_hour_does_not_run_an_event_twice_at_once()
    {
        var (runs, mayEnd) = (0, new TaskCompletionSource());
        using var bench = new TestBench(store, [DelegateHandler.Named("slow", async (_, _, _) =>
        {
            Interlocked.Increment(ref runs);
            await mayEnd.Task;
        })]);
        await bench.DeliverAsync();
        await bench.DeliverAsync();
        var messages = await store.Source.TakeAsync(2, default);
        var first = bench.Processor.ProcessAsync(messages[0], default);
        await Eventually.Async(() => Task.FromResult(Volatile.Read(ref runs)), count => count == 1);

        store.Time.SetForward(TimeSpan.FromHours(1));
        var repeat = await bench.Processor.ProcessAsync(messages[1], default);

        Assert.Equal(ProcessOutcome.Duplicate, repeat.Outcome);
        mayEnd.SetResult();
        Assert.Equal(ProcessOutcome.Completed, (await first).Outcome);
        Assert.Equal(1, runs);
        Assert.Equal(0, (await store.Ledger.FindAsync(TestBench.IdOf("e1"), default))!.Crashes);
    }

    [Fact]
    public async Task The_message_of_a_running_event_waits_half_a_minute_whatever_the_clock_says()
    {
        var (runs, mayEnd) = (0, new TaskCompletionSource());
        using var bench = new TestBench(store, [DelegateHandler.Named("slow", async (_, _, _) =>
        {
            Interlocked.Increment(ref runs);
            await mayEnd.Task;
        })]);
        await bench.DeliverAsync();
        var message = (await store.Source.TakeAsync(1, default)).Single();
        var first = bench.Processor.ProcessAsync(message, default);
        await Eventually.Async(() => Task.FromResult(Volatile.Read(ref runs)), count => count == 1);

        store.Time.SetForward(TimeSpan.FromHours(1));
        var again = await bench.Processor.ProcessAsync(message, default);

        Assert.Equal(ProcessOutcome.Requeued, again.Outcome);
        var waiting = store.Source.TakeAsync(1, default).AsTask();
        store.Time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(waiting.IsCompleted);
        mayEnd.SetResult();
        await first;
        store.Time.Advance(TimeSpan.FromSeconds(2));
        await waiting;
        Assert.Equal(1, runs);
    }
}
