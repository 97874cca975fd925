using PayHooks.Processing;
using PayHooks.Processing.Protocol;
using PayHooks.Storage;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Processing;

/// <summary>Handlers that run for minutes, with the queue of a platform that returns a killed process's message after ten.</summary>
public abstract class LongRunContract
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private protected abstract Task<StoreUnderTest> CreateStoreAsync();

    // Around the renewals of the lease, every 30 s, and of the guard, every 2 min.
    [Theory]
    [InlineData(31)]
    [InlineData(60)]
    [InlineData(149)]
    [InlineData(150)]
    [InlineData(269)]
    [InlineData(480)]
    public async Task An_event_whose_process_is_killed_in_a_long_handler_continues_within_three_minutes(int seconds)
    {
        var waited = await WaitAfterKillAsync(seconds);

        Assert.InRange(waited, TimeSpan.FromSeconds(120), TimeSpan.FromMinutes(3));
    }

    // What docs/azure.md says of shorter runs.
    [Fact]
    public async Task An_event_whose_process_is_killed_before_its_first_renewal_waits_for_the_platforms_ten_minutes()
    {
        var waited = await WaitAfterKillAsync(29);

        Assert.InRange(waited, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task The_guard_of_a_run_of_eight_minutes_takes_five_requests_and_nothing_remains()
    {
        await using var run = await Run.StartAsync(await CreateStoreAsync());

        await run.AdvanceAsync(480);
        await run.EndAsync();

        Assert.Equal(["add", "postpone", "postpone", "postpone", "remove"], run.Queue.GuardRequests);
        Assert.Equal(0, await run.Queue.CountAsync(default));
    }

    [Fact]
    public async Task A_run_that_ends_before_its_first_renewal_has_no_guard()
    {
        await using var run = await Run.StartAsync(await CreateStoreAsync());

        await run.AdvanceAsync(29);
        await run.EndAsync();

        Assert.Empty(run.Queue.GuardRequests);
    }

    [Fact]
    public async Task A_guard_that_comes_while_the_run_goes_on_or_after_it_does_nothing()
    {
        await using var run = await Run.StartAsync(await CreateStoreAsync(), losesGuards: true);
        using var other = run.NewProcess(_ => throw new InvalidOperationException("Runs concurrently."));

        for (var passed = 0; passed < 480; passed++)
        {
            await run.AdvanceAsync(1);
            Assert.NotEqual(ProcessOutcome.Completed, (await other.StepAsync())?.Outcome);
        }

        Assert.Contains(other.Results, result => result.Outcome == ProcessOutcome.Requeued);
        await run.EndAsync();
        await run.WorkUntilEmptyAsync(other);

        Assert.Equal(ProcessOutcome.Dropped, other.Results[^1].Outcome);
        Assert.DoesNotContain(run.Queue.GuardRequests.Skip(1), request => request == "add");
        var record = await other.RecordAsync();
        Assert.Equal((EventStatus.Completed, 1, 0), (record.Status, record.Attempts, record.Crashes));
    }

    // The retry has a message of its own, which is due later.
    [Fact]
    public async Task A_guard_that_comes_after_a_failed_attempt_does_not_bring_the_retry_forward()
    {
        await using var run = await Run.StartAsync(await CreateStoreAsync(), losesGuards: true);
        using var other = run.NewProcess(_ => Task.CompletedTask);
        await run.AdvanceAsync(45);
        await run.EndAsync(new InvalidOperationException("Not yet."));

        for (var passed = 0; passed < 600; passed++)
        {
            run.Store.Time.Advance(Second);
            await other.StepAsync();
        }

        Assert.Equal([ProcessOutcome.Dropped], other.Results.Select(result => result.Outcome));
        Assert.Equal(EventStatus.Retrying, (await other.RecordAsync()).Status);
    }

    // Kills the process some seconds into its handler; returns how long the event then waits.
    private async Task<TimeSpan> WaitAfterKillAsync(int seconds)
    {
        await using var run = await Run.StartAsync(await CreateStoreAsync());
        await run.AdvanceAsync(seconds);
        run.Kill();

        var waited = TimeSpan.Zero;
        using var next = run.NewProcess(_ => Task.CompletedTask);
        while (await next.StepAsync() is not { Outcome: ProcessOutcome.Completed } && waited < TimeSpan.FromMinutes(15))
        {
            run.Store.Time.Advance(Second);
            waited += Second;
        }

        var record = await next.RecordAsync();
        Assert.Equal((EventStatus.Completed, 1), (record.Status, record.Crashes));

        // Whatever else comes later, from the killed process too, changes nothing.
        await run.WorkUntilEmptyAsync(next);
        var later = await next.RecordAsync();
        Assert.Equal((EventStatus.Completed, 1, 1), (later.Status, later.Attempts, later.Deliveries));
        return waited;
    }

    /// <summary>A process in the middle of a handler.</summary>
    private sealed class Run : IAsyncDisposable
    {
        private readonly FaultPlan fate = FaultPlan.None;
        private readonly TaskCompletionSource running = new();
        private readonly TaskCompletionSource end = new();
        private readonly TestBench bench;
        private Task<ProcessResult?> working = null!;
        private bool isKilled;

        private Run(StoreUnderTest store, bool losesGuards)
        {
            (Store, Queue) = (store, new PlatformQueue(store.Time) { LosesGuards = losesGuards });
            bench = NewProcess(
                _ =>
                {
                    running.SetResult();
                    return end.Task;
                },
                fate);
        }

        public StoreUnderTest Store { get; }

        public PlatformQueue Queue { get; }

        public static async Task<Run> StartAsync(StoreUnderTest store, bool losesGuards = false)
        {
            var run = new Run(store, losesGuards);
            Assert.Equal(200, (await run.bench.DeliverAsync()).StatusCode);
            run.working = run.bench.StepAsync();
            await run.running.Task;
            await run.SettleAsync();
            return run;
        }

        public TestBench NewProcess(Func<CancellationToken, Task> handle, FaultPlan? plan = null)
        {
            plan ??= FaultPlan.None;
            return new TestBench(
                Store,
                [DelegateHandler.Named("long", (_, _, cancellation) => handle(cancellation))],
                plan,
                new Dictionary<string, string?>
                {
                    ["PayHooks:HandlerTimeout"] = "00:30:00",
                    ["PayHooks:Retry:Delays:0"] = "01:00:00",
                },
                rewire: ports => ports with { Queue = new FaultyQueue(Queue, plan), Source = Queue },
                guards: new FaultyGuardQueue(Queue, plan));
        }

        /// <summary>Lets time pass, and each renewal have its answer.</summary>
        public async Task AdvanceAsync(int seconds)
        {
            for (var passed = 0; passed < seconds; passed++)
            {
                Store.Time.Advance(Second);
                await SettleAsync();
            }
        }

        public void Kill()
        {
            isKilled = true;
            fate.Kill();
        }

        public async Task WorkUntilEmptyAsync(TestBench process)
        {
            while (await Queue.CountAsync(CancellationToken.None) > 0)
            {
                if (await process.StepAsync() is null)
                {
                    Store.Time.Advance(TimeSpan.FromSeconds(10));
                }
            }
        }

        public async Task EndAsync(Exception? error = null)
        {
            if (error is null)
            {
                end.SetResult();
            }
            else
            {
                end.SetException(error);
            }

            await working;
        }

        public async ValueTask DisposeAsync()
        {
            end.TrySetCanceled();
            if (!isKilled)
            {
                await working;
            }

            bench.Dispose();
            await Store.DisposeAsync();
        }

        private async Task SettleAsync() => await Eventually.Async(
            () => Task.FromResult(Store.Time.Waits(length => length == LeaseTimes.Default.Interval)), isWaiting => isWaiting,
            TimeSpan.FromSeconds(30));
    }
}

public sealed class InMemoryLongRunTests : LongRunContract
{
    private protected override Task<StoreUnderTest> CreateStoreAsync() => InMemoryStoreUnderTest.CreateAsync();
}
