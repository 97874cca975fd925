using System.Collections.Concurrent;
using PayHooks.Storage;
using PayHooks.Tests.Confirmation;
using PayHooks.Tests.Payments;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Processing;

/// <summary>
/// The life of one event, run once for every call of every port with a fault at that call; after each, a new process works
/// until nothing is left, and the promise is checked.
/// </summary>
/// <param name="expected">Where the event must end, whatever strikes.</param>
internal sealed class FaultInjectionScenario(EventStatus expected)
{
    private const int MaxTextBytes = 4096;
    private const int MostSteps = 200;

    /// <summary>How often the second handler fails.</summary>
    public int Failures { get; init; }

    /// <summary>The length of the body; a store with a body store of its own takes what no message holds there.</summary>
    public int BodyBytes { get; init; }

    /// <summary>What of a payment the event reports, as members of its body; by its id.</summary>
    public Func<string, string> About { get; init; } = _ => "";

    /// <summary>What an event reported that came before, without faults; by the id of the event. Null for none.</summary>
    public Func<string, string>? Before { get; init; }

    /// <summary>What a notice two hours later reports, in place of a replay; by the id of the event. Null for a replay.</summary>
    public Func<string, string>? Again { get; init; }

    /// <summary>Puts something between PayHooks and its (faulty) ports; null for nothing.</summary>
    public Func<StorePorts, StorePorts>? Rewire { get; init; }

    /// <summary>What the provider's API reports, with the id of the event and <c>-item</c>; null if the source has no API.</summary>
    public Func<string, string>? Confirms { get; init; }

    /// <summary>Every way in which the promise was broken, over all calls.</summary>
    public async Task<IReadOnlyList<string>> BreachesAsync(Func<Task<StoreUnderTest>> create, Fault fault)
    {
        List<string> breaches = [];
        var calls = int.MaxValue;
        var store = await create();
        for (var call = 0; call <= calls; call++)
        {
            // The first telling has no fault and counts the calls.
            var plan = call == 0 ? FaultPlan.None : new FaultPlan(call, fault);
            var telling = new Telling(this, store, plan, $"e{call}");
            await telling.TellAsync();
            calls = call == 0 ? plan.Calls : calls;
            string[] found = [.. telling.Breaches(fault).Select(breach => $"{fault} at call {call} of {calls}: {breach} {telling.Log}")];
            if (found.Length > 0)
            {
                // What is left over would confuse the next telling.
                breaches.AddRange(found);
                await store.DisposeAsync();
                store = await create();
            }
        }

        await store.DisposeAsync();
        return breaches;
    }

    private sealed class Telling(FaultInjectionScenario story, StoreUnderTest store, FaultPlan plan, string eventId)
    {
        private readonly List<string> log = [];
        private readonly List<string> broken = [];
        private readonly ConcurrentQueue<HandlerRun> runs = new();
        private EventRecord? record;
        private EventRecord? replayed;
        private long left;
        private int unclaimed;
        private int steady;
        private int steadyBeforeReplay;
        private int shaky;
        private bool isFixed;

        public string Log => string.Join(", ", log);

        public async Task TellAsync()
        {
            using var first = Bench(plan);
            using var second = Bench(FaultPlan.None);
            if (story.Before is { } before)
            {
                await second.DeliverAsync($$"""{"id":"{{eventId}}-before",{{before(eventId)}}"pad":""}""");
                await second.WorkUntilEmptyAsync();
                shaky = 0;
            }

            await DeliverAsync(first, second);
            await WorkAsync(first, second);
            (record, steadyBeforeReplay) = (await store.Ledger.FindAsync(TestBench.IdOf(eventId), default), steady);
            isFixed = true;
            if (record is not null)
            {
                await RunAgainAsync(second, record.Id);
                await WorkAsync(first, second);
                replayed = await store.Ledger.FindAsync(record.Id, default);
            }

            left = await store.Queue.CountAsync(default);
            var records = new[]
            {
                record,
                await store.Ledger.FindAsync(TestBench.IdOf($"{eventId}-before"), default),
                await store.Ledger.FindAsync(TestBench.IdOf($"{eventId}-item"), default),
            }.OfType<EventRecord>();
            broken.AddRange(await HistoryPromises.BreachesAsync(store.Subjects, records, TestProvider.Rules, runs));
        }

        public IEnumerable<string> Breaches(Fault fault)
        {
            if (record is null)
            {
                return ["the event is lost."];
            }

            // Only a process that dies, or a store that is away when the outcome is to be written, makes a finished handler run once more.
            var most = fault is Fault.DiesBefore or Fault.DiesAfter or Fault.IsAway ? 2 : 1;
            return new (bool Broken, string Breach)[]
            {
                (record.Status != story.Expected, $"the event is {record.Status}."),
                (replayed!.Status != EventStatus.Completed, $"after a replay the event is {replayed.Status}."),
                (left > 0, $"{left} messages are left."),
                (unclaimed > 0, "a handler ran without a claim."),
                (steadyBeforeReplay < 1, "a handler never ran."),
                (steadyBeforeReplay > most, $"the handler that worked ran {steadyBeforeReplay} times."),
                (record.Deliveries < 1 || record.Conflicts > 0, $"{record.Deliveries} deliveries, {record.Conflicts} conflicts."),
                (plan.WaitsForEver, "the call would have been waited for without end."),
            }.Where(one => one.Broken).Select(one => one.Breach).Concat(broken);
        }

        private async Task RunAgainAsync(TestBench bench, string id)
        {
            if (story.Again is not { } again)
            {
                await bench.Operations.ReplayAsync(id, default);
                return;
            }

            store.Time.Advance(TimeSpan.FromHours(2));
            await bench.DeliverAsync($$"""{"id":"{{eventId}}-again",{{again(eventId)}}"pad":""}""");
        }

        // As providers do: again until the answer is 200.
        private async Task DeliverAsync(TestBench first, TestBench second)
        {
            var body = $$"""{"id":"{{eventId}}",{{story.About(eventId)}}"pad":"{{new string('x', story.BodyBytes)}}"}""";
            for (var tries = 0; (await (plan.IsDead ? second : first).DeliverAsync(body)).StatusCode is not 200 and var status; tries++)
            {
                Assert.Equal(503, status);
                Assert.True(tries < 20, "It is never accepted.");
            }
        }

        private async Task WorkAsync(TestBench first, TestBench second)
        {
            while (!plan.IsDead && await store.Queue.CountAsync(default) > 0)
            {
                if (await first.StepAsync() is not { } result)
                {
                    store.Time.Advance(TimeSpan.FromSeconds(30));
                    continue;
                }

                log.Add($"{result.Outcome}{(result.Error is null ? "" : $" ({result.Error.Message})")}");
                Assert.True(log.Count < MostSteps, Log);
            }

            var before = second.Results.Count;
            await second.WorkUntilEmptyAsync();
            log.AddRange(second.Results.Skip(before).Select(result => $"then {result.Outcome}"));
        }

        private TestBench Bench(FaultPlan faults) => new(
            store,
            [
                DelegateHandler.Named("steady", async (e, context, _) =>
                {
                    await CheckClaimAsync(e);
                    runs.Enqueue(new HandlerRun(e.Id, e.Type, "steady", context) { IsDone = true });
                    if (e.Id == TestBench.IdOf(eventId))
                    {
                        Interlocked.Increment(ref steady);
                    }
                }),
                DelegateHandler.Named("shaky", async (e, _, _) =>
                {
                    await CheckClaimAsync(e);
                    if (!isFixed && Interlocked.Increment(ref shaky) <= story.Failures)
                    {
                        throw new InvalidOperationException("Not yet.");
                    }
                }),
            ],
            faults,
            new Dictionary<string, string?>
            {
                ["PayHooks:Retry:Delays:0"] = "00:00:10",
                ["PayHooks:Retry:Delays:1"] = "00:00:25",
            },
            store.Bodies,
            store.Bodies is null ? null : MaxTextBytes,
            faults.Strikes ? story.Rewire : null,
            api: story.Confirms is { } item ? new FaultyApi(item(eventId), faults) : null);

        private async Task CheckClaimAsync(WebhookEvent webhookEvent)
        {
            var now = await store.Ledger.FindAsync(webhookEvent.Id, default);
            if (now is not { Status: EventStatus.Processing, Owner: not null } || now.LeaseUntil < store.Time.GetUtcNow())
            {
                Interlocked.Increment(ref unclaimed);
            }
        }
    }

    private EventStatus Expected => expected;
}
