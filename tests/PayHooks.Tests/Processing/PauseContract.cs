using System.Collections.Concurrent;
using PayHooks.Operations;
using PayHooks.Pauses;
using PayHooks.Processing;
using PayHooks.Storage;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Processing;

/// <summary>Sources and handlers that are paused and resumed, on every store.</summary>
public abstract class PauseContract : StoreContract
{
    private readonly ConcurrentQueue<string> ran = new();

    [Fact]
    public async Task Events_of_a_paused_source_wait_and_run_when_it_is_resumed()
    {
        using var bench = Bench("fulfil");
        await bench.Pauses.PauseAsync(PauseKind.Source, "test", "somebody", "the warehouse moves", null, default);
        await DeliverAsync(bench, 3);

        Assert.Empty(ran);
        var paused = await bench.Store.Ledger.ListAsync(new EventQuery { Status = EventStatus.Paused }, default);
        Assert.Equal(3, paused.Events.Count);
        Assert.All(paused.Events, record => Assert.Equal((0, "source:test"), (record.Attempts, record.PausedBy!.Single())));
        Assert.Equal(0, await Store.Queue.CountAsync(default));

        await bench.Pauses.ResumeAsync(PauseKind.Source, "test", default);
        await bench.Jobs.RunAsync(default);
        await bench.WorkUntilEmptyAsync();

        Assert.Equal(["fulfil e0", "fulfil e1", "fulfil e2"], ran.Order());
        Assert.Empty(await bench.Pauses.ListAsync(default));
        var record = await bench.RecordAsync("e0");
        Assert.Equal((EventStatus.Completed, 1, 0), (record.Status, record.Attempts, record.Crashes));
        Assert.Null(record.PausedBy);
    }

    [Fact]
    public async Task A_paused_handler_is_left_out_and_runs_alone_when_it_is_resumed()
    {
        using var bench = Bench("first", "second", "third");
        await bench.Pauses.PauseAsync(PauseKind.Handler, "second", "somebody", null, null, default);
        await DeliverAsync(bench, 1);

        Assert.Equal(["first e0", "third e0"], ran);
        Assert.Equal(EventStatus.Paused, (await bench.RecordAsync("e0")).Status);

        await bench.Pauses.ResumeAsync(PauseKind.Handler, "second", default);
        await bench.Jobs.RunAsync(default);
        await bench.WorkUntilEmptyAsync();

        Assert.Equal(["first e0", "third e0", "second e0"], ran);
        Assert.Equal(EventStatus.Completed, (await bench.RecordAsync("e0")).Status);
    }

    [Fact]
    public async Task A_handler_that_fails_beside_a_paused_one_is_retried()
    {
        var fails = 2;
        using var bench = new TestBench(Store, [
            DelegateHandler.Named("paused", (_, _, _) => Run("paused")),
            DelegateHandler.Named("shaky", (_, _, _) => fails-- > 0 ? throw new InvalidOperationException("Not yet.") : Run("shaky")),
        ]);
        await bench.Pauses.PauseAsync(PauseKind.Handler, "paused", "somebody", null, null, default);
        await bench.DeliverAsync();
        await bench.WorkUntilEmptyAsync();

        Assert.Equal(["shaky"], ran);
        var record = await bench.RecordAsync();
        Assert.Equal((EventStatus.Paused, 2), (record.Status, record.Attempts));
    }

    [Fact]
    public async Task An_event_that_waits_for_two_pauses_runs_what_is_resumed_first()
    {
        using var bench = Bench("first", "second");
        await bench.Pauses.PauseAsync(PauseKind.Handler, "first", "somebody", null, null, default);
        await bench.Pauses.PauseAsync(PauseKind.Handler, "second", "somebody", null, null, default);
        await DeliverAsync(bench, 1);

        await bench.Pauses.ResumeAsync(PauseKind.Handler, "second", default);
        await bench.Jobs.RunAsync(default);
        await bench.WorkUntilEmptyAsync();
        Assert.Equal(["second e0"], ran);
        Assert.Equal(["handler:first"], (await bench.RecordAsync("e0")).PausedBy!);

        await bench.Pauses.ResumeAsync(PauseKind.Handler, "first", default);
        await bench.Jobs.RunAsync(default);
        await bench.WorkUntilEmptyAsync();
        Assert.Equal(["second e0", "first e0"], ran);
    }

    [Fact]
    public async Task A_pause_with_an_end_resumes_by_itself()
    {
        using var bench = Bench("fulfil");
        await bench.Pauses.PauseAsync(PauseKind.Source, "test", "somebody", null, Now.AddHours(1), default);
        await DeliverAsync(bench, 1);
        await bench.Jobs.RunAsync(default);
        await bench.WorkUntilEmptyAsync();
        Assert.Empty(ran);

        Store.Time.Advance(TimeSpan.FromHours(1));
        await bench.Jobs.RunAsync(default);
        await bench.WorkUntilEmptyAsync();

        Assert.Equal(["fulfil e0"], ran);
        Assert.Empty(await bench.Pauses.ListAsync(default));
    }

    [Fact]
    public async Task Another_process_finishes_the_requeuing_of_one_that_was_killed()
    {
        using (var bench = Bench("fulfil"))
        {
            await bench.Pauses.PauseAsync(PauseKind.Source, "test", "somebody", null, null, default);
            await DeliverAsync(bench, 3);
            await bench.Pauses.ResumeAsync(PauseKind.Source, "test", default);
        }

        using var next = Bench("fulfil");
        await next.Jobs.RunAsync(default);
        await next.WorkUntilEmptyAsync();

        Assert.Equal(["fulfil e0", "fulfil e1", "fulfil e2"], ran.Order());
    }

    [Fact]
    public async Task An_event_that_is_recorded_as_paused_after_its_pause_has_ended_is_requeued()
    {
        using var resuming = Bench("fulfil");
        using var bench = new TestBench(Store, [
            DelegateHandler.Named("slow", async (_, _, _) =>
            {
                // While this one runs, the pause ends everywhere and nothing is found to requeue.
                await resuming.Pauses.ResumeAsync(PauseKind.Handler, "fulfil", default);
                await resuming.Jobs.RunAsync(default);
                Assert.Empty(await resuming.Pauses.ListAsync(default));
            }),
            DelegateHandler.Named("fulfil", (_, _, _) => Run("fulfil")),
        ]);
        await bench.Pauses.PauseAsync(PauseKind.Handler, "fulfil", "somebody", null, null, default);

        await bench.DeliverAsync();
        Assert.Equal(ProcessOutcome.Paused, (await bench.StepAsync())!.Outcome);
        await bench.WorkUntilEmptyAsync();

        Assert.Equal(["fulfil"], ran);
        Assert.Equal(EventStatus.Completed, (await bench.RecordAsync()).Status);
    }

    [Fact]
    public async Task A_pause_of_another_process_takes_effect_within_ten_seconds()
    {
        using var other = Bench("fulfil");
        using var bench = Bench("fulfil");
        await DeliverAsync(bench, 1);
        await other.Pauses.PauseAsync(PauseKind.Source, "test", "somebody", null, null, default);

        Store.Time.Advance(TimeSpan.FromSeconds(10));
        await bench.DeliverAsync("""{"id":"late"}""");
        await bench.WorkUntilEmptyAsync();

        Assert.Equal(["fulfil e0"], ran);
        Assert.Equal(EventStatus.Paused, (await bench.RecordAsync("late")).Status);
    }

    [Fact]
    public async Task A_pause_during_the_requeuing_wins()
    {
        using var bench = Bench("fulfil");
        await bench.Pauses.PauseAsync(PauseKind.Source, "test", "somebody", null, null, default);
        await DeliverAsync(bench, 1);
        await bench.Pauses.ResumeAsync(PauseKind.Source, "test", default);
        await bench.Pauses.PauseAsync(PauseKind.Source, "test", "somebody else", null, null, default);

        await bench.Jobs.RunAsync(default);
        await bench.WorkUntilEmptyAsync();

        Assert.Empty(ran);
        Assert.Equal("somebody else", Assert.Single(await bench.Pauses.ListAsync(default)).By);
    }

    [Fact]
    public async Task A_paused_event_can_neither_be_replayed_nor_erased()
    {
        using var bench = Bench("fulfil");
        await bench.Pauses.PauseAsync(PauseKind.Source, "test", "somebody", null, null, default);
        await DeliverAsync(bench, 1);

        Assert.Equal(ReplayOutcome.Paused, (await bench.Operations.ReplayAsync(TestBench.IdOf("e0"), default)).Outcome);
        Assert.Equal(EraseOutcome.Paused, (await bench.Erasure.EraseAsync(TestBench.IdOf("e0"), default)).Outcome);
    }

    [Fact]
    public async Task Pruning_keeps_paused_events()
    {
        using var bench = Bench("fulfil");
        await bench.Pauses.PauseAsync(PauseKind.Source, "test", "somebody", null, null, default);
        await DeliverAsync(bench, 1);
        Store.Time.Advance(TimeSpan.FromDays(60));
        await bench.Operations.PruneAsync(default);

        await bench.Pauses.ResumeAsync(PauseKind.Source, "test", default);
        await bench.Jobs.RunAsync(default);
        await bench.WorkUntilEmptyAsync();

        Assert.Equal(["fulfil e0"], ran);
    }

    private TestBench Bench(params string[] handlers) => new(
        Store, handlers.Select(name => DelegateHandler.Named(name, (one, _, _) => Run($"{name} {one.ProviderEventId}"))));

    private Task Run(string what)
    {
        ran.Enqueue(what);
        return Task.CompletedTask;
    }

    private static async Task DeliverAsync(TestBench bench, int count)
    {
        for (var number = 0; number < count; number++)
        {
            await bench.DeliverAsync($$"""{"id":"e{{number}}"}""");
        }

        await bench.WorkUntilEmptyAsync();
    }
}

public sealed class InMemoryPauseTests : PauseContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => InMemoryStoreUnderTest.CreateAsync();
}

public sealed class RocksDbPauseTests : PauseContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => RocksDbStoreUnderTest.CreateAsync();
}
