using System.Collections.Concurrent;
using PayHooks.Processing;
using PayHooks.Reconciliation;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Reconciliation.Simulated;

/// <summary>
/// Payments of some hours: of their webhooks, one in ten is dropped, one in twenty an hour late and one in twenty doubled. The process dies
/// at random calls of the store, and another one takes its place. Late webhooks still arrive after the run.
/// </summary>
internal sealed class ReconcileStory : IDisposable
{
    // A process that is to die does so within this many calls of the store.
    private const int MostCalls = 200;

    // What an interrupted event waits for: its claim, and the margin for clocks.
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Late = TimeSpan.FromHours(1);

    private readonly StoreUnderTest store;
    private readonly Random random;
    private readonly PriorityQueue<SimulatedChange, DateTimeOffset> arrivals = new();
    private readonly SimulatedApi api;
    private ReconcileBench process;
    private bool isDoomed;

    private ReconcileStory(StoreUnderTest store, int seed, SimulatedShop shop, SimulatedApi api)
    {
        (this.store, random, Shop, this.api) = (store, new Random(seed), shop, api);
        process = new ReconcileBench(store, shop, api, handled: Handled);
    }

    public SimulatedShop Shop { get; }

    public ConcurrentQueue<string> Handled { get; } = new();

    /// <summary>The changes whose handlers were running, or had run without a record of it, when the process was killed.</summary>
    public HashSet<string> Interrupted { get; } = [];

    public int Kills { get; private set; }

    public int Dropped { get; private set; }

    public static async Task<ReconcileStory> RunAsync(
        StoreUnderTest store, int seed, int payments, Func<SimulatedShop, SimulatedApi> api)
    {
        var shop = new SimulatedShop(store.Time);
        var story = new ReconcileStory(store, seed, shop, api(shop));
        await story.process.Process.StopAsync();
        await story.TradeAsync(payments);
        await story.ReconcileAsync();
        await story.ArriveAsync(all: true);
        await story.WorkAsync(untilEmpty: true);
        return story;
    }

    public void Dispose() => process.Dispose();

    // Payments of four hours, a second change of most, and refunds of some.
    private async Task TradeAsync(int payments)
    {
        var pause = TimeSpan.FromHours(4) / payments;
        for (var number = 0; number < payments; number++)
        {
            Change(Shop.Pay($"p{number}", number % 3 == 0 ? EventTypes.PaymentAuthorized : EventTypes.PaymentPending));
            if (number >= 5 && random.Next(10) > 0)
            {
                var type = random.Next(10) switch
                {
                    0 => EventTypes.PaymentFailed,
                    1 => EventTypes.PaymentCanceled,
                    2 => EventTypes.PaymentExpired,
                    _ => EventTypes.PaymentSucceeded,
                };
                Change(Shop.Pay($"p{number - 5}", type));
                if (type == EventTypes.PaymentSucceeded && random.Next(5) == 0)
                {
                    Change(Shop.Refund($"p{number - 5}", $"r{number - 5}"));
                }
            }

            store.Time.Advance(pause);
            await ArriveAsync(all: false);
            await WorkAsync(untilEmpty: false);
        }

        // Half an hour later nothing is young any more, but late webhooks are still to come.
        store.Time.Advance(TimeSpan.FromMinutes(30));
        await ArriveAsync(all: false);
        await WorkAsync(untilEmpty: true);
    }

    private void Change(SimulatedChange change)
    {
        switch (random.Next(20))
        {
            case 0 or 1:
                Dropped++;
                break;
            case 2:
                arrivals.Enqueue(change, change.At + Late);
                break;
            case 3:
                arrivals.Enqueue(change, change.At);
                arrivals.Enqueue(change, change.At + TimeSpan.FromSeconds(1));
                break;
            default:
                arrivals.Enqueue(change, change.At);
                break;
        }
    }

    private async Task ArriveAsync(bool all)
    {
        while (arrivals.TryPeek(out var change, out var at) && (all || at <= store.Time.GetUtcNow()))
        {
            // Not accepted by a process that dies meanwhile: the provider tries again.
            using var receiver = process.Next();
            await receiver.DeliverAsync(change);
            arrivals.Dequeue();
        }
    }

    private async Task WorkAsync(bool untilEmpty)
    {
        do
        {
            if (!isDoomed && random.Next(25) == 0)
            {
                Replace(new FaultPlan(random.Next(1, MostCalls), random.Next(2) == 0 ? Fault.DiesBefore : Fault.DiesAfter));
                isDoomed = true;
            }

            while (await process.Process.TakeAsync(1) is [{ } message])
            {
                var before = Handled.Count;
                var result = await process.Process.WorkAsync(message);
                if (process.Process.Faults.IsDead)
                {
                    Interrupted.UnionWith(Handled.Skip(before));
                    Kills++;
                    Replace(FaultPlan.None);
                }

                Assert.NotEqual(ProcessOutcome.Dead, result.Outcome);
            }

            if (untilEmpty && await store.Queue.CountAsync(default) > 0)
            {
                store.Time.Advance(Step);
            }
        }
        while (untilEmpty && await store.Queue.CountAsync(default) > 0);
    }

    // The first process that reconciles is killed meanwhile; the next one waits for its lease to end.
    private async Task ReconcileAsync()
    {
        Replace(new FaultPlan(Shop.Present.Count() / 2, Fault.DiesAfter));
        await Assert.ThrowsAnyAsync<Exception>(() => process.AskAsync());
        Assert.True(process.Process.Faults.IsDead);
        Kills++;
        Replace(FaultPlan.None);
        store.Time.Advance(ReconcileLeases.Length);

        var run = await process.ReportAsync();
        Assert.True(run.Complete, run.Problem);
        Assert.Equal((0, 0), (run.Conflicts, run.Failed));
        await WorkAsync(untilEmpty: true);
        var again = await process.ReportAsync();
        Assert.Equal((0, 0), (again.Missed, again.Conflicts));
    }

    private void Replace(FaultPlan faults)
    {
        process.Dispose();
        process = new ReconcileBench(store, Shop, api, faults: faults, handled: Handled);
        isDoomed = false;
    }
}
