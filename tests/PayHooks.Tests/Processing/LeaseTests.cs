using PayHooks.Processing;
using PayHooks.Storage;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Processing;

public sealed class LeaseTests
{
    // The lease of two minutes, seen by a clock that is a minute ahead and minds the margin of half a minute.
    private static readonly TimeSpan EarliestTakeover = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task A_ledger_that_never_answers_ends_the_claim_before_anybody_may_take_it_over()
    {
        await using var store = new InMemoryStoreUnderTest();
        var running = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var bench = new TestBench(
            store,
            [
                DelegateHandler.Named("long", async (_, _, cancellation) =>
                {
                    cancellation.UnsafeRegister(_ => cancelled.TrySetResult(), null);
                    running.SetResult();
                    await cancelled.Task;
                    cancellation.ThrowIfCancellationRequested();
                }),
            ],
            settings: new Dictionary<string, string?> { ["PayHooks:HandlerTimeout"] = "00:10:00" },
            rewire: ports => ports with { Ledger = new SilentAfterTheClaim(ports.Ledger) });
        await bench.DeliverAsync();
        var working = bench.StepAsync();
        await running.Task;

        var passed = TimeSpan.Zero;
        for (; !cancelled.Task.IsCompleted && passed < EarliestTakeover; passed += TimeSpan.FromSeconds(1))
        {
            store.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(cancelled.Task, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System));
        }

        Assert.True(cancelled.Task.IsCompleted, $"The handler still runs after {passed}.");
        Assert.Equal(ProcessOutcome.Lost, (await working)!.Outcome);
    }

    private sealed class SilentAfterTheClaim(IEventLedger inner) : Ledger(inner)
    {
        private bool isClaimed;

        public override async ValueTask<Applied<T>> ApplyAsync<T>(
            EventKey key, LedgerChange<T> change, LedgerSnapshot? lastSeen, CancellationToken cancellationToken)
        {
            if (isClaimed)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            }

            isClaimed = true;
            return await Inner.ApplyAsync(key, change, lastSeen, cancellationToken);
        }
    }
}
