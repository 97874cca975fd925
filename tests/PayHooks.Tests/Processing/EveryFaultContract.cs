using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Processing;

/// <summary>
/// The promise under faults: every call of every port fails, loses its answer, or is the last thing the process did, one
/// after the other; then a new process takes over, and nothing that was answered with 200 may be lost or stranded.
/// </summary>
public abstract class EveryFaultContract
{
    protected abstract Task<StoreUnderTest> CreateStoreAsync();

    public static TheoryData<Fault> Faults => [Fault.Refuses, Fault.LosesTheAnswer, Fault.DiesBefore, Fault.DiesAfter];

    [Theory]
    [MemberData(nameof(Faults))]
    public Task Nothing_is_lost_when_all_handlers_work(Fault fault) => EveryCallAsync(fault, failures: 0, EventStatus.Completed);

    [Theory]
    [MemberData(nameof(Faults))]
    public Task Nothing_is_lost_when_a_handler_fails_and_is_retried(Fault fault) => EveryCallAsync(fault, failures: 2, EventStatus.Completed);

    [Theory]
    [MemberData(nameof(Faults))]
    public Task Nothing_is_lost_when_an_event_dies_and_is_replayed(Fault fault) => EveryCallAsync(fault, failures: int.MaxValue, EventStatus.Dead);

    private async Task EveryCallAsync(Fault fault, int failures, EventStatus expected)
    {
        var clean = await new Scenario(this, FaultPlan.None, failures).RunAsync();
        for (var call = 1; call <= clean.Calls; call++)
        {
            var scenario = new Scenario(this, new FaultPlan(call, fault), failures);
            var found = await scenario.RunAsync();
            var where = $"{fault} at call {call} of {clean.Calls}";
            Assert.True(found.Status == expected, $"{where}: the event is {found.Status}. {found.Story}");
            Assert.True(found.AfterReplay == EventStatus.Completed, $"{where}: after a replay the event is {found.AfterReplay}. {found.Story}");
            Assert.True(found.Unclaimed == 0, $"{where}: a handler ran without a claim. {found.Story}");
            Assert.True(found.SteadyRuns >= 1, $"{where}: a handler never ran. {found.Story}");

            // Only a death may make a finished handler run once more.
            var most = fault is Fault.DiesBefore or Fault.DiesAfter ? 2 : 1;
            Assert.True(found.SteadyRuns <= most, $"{where}: the handler that worked ran {found.SteadyRuns} times. {found.Story}");
        }
    }

    private sealed class Scenario(EveryFaultContract contract, FaultPlan plan, int failures)
    {
        private readonly List<string> story = [];
        private int unclaimed;
        private int steady;
        private int shaky;
        private bool mended;

        public async Task<Outcome> RunAsync()
        {
            await using var store = await contract.CreateStoreAsync();
            using var first = Bench(store, plan);
            using var second = Bench(store, FaultPlan.None);

            // As providers do: again until the answer is 200.
            var answer = await first.DeliverAsync();
            while (answer.StatusCode != 200)
            {
                Assert.Equal(503, answer.StatusCode);
                answer = await (plan.IsDead ? second : first).DeliverAsync();
            }

            while (await store.Queue.CountAsync(default) > 0 && !plan.IsDead)
            {
                if (await first.StepAsync() is not { } result)
                {
                    store.Time.Advance(TimeSpan.FromSeconds(30));
                    continue;
                }

                story.Add($"{result.Outcome}{(result.Error is null ? "" : $" ({result.Error.Message})")}");
                Assert.True(story.Count < 200, string.Join(", ", story));
            }

            await second.WorkUntilEmptyAsync();
            story.AddRange(second.Results.Select(result => $"then {result.Outcome}"));
            var record = await second.RecordAsync();
            var ran = steady;
            mended = true;
            await second.Operations.ReplayAsync(record.Id, default);
            await second.WorkUntilEmptyAsync();
            var replayed = await second.RecordAsync();
            return new Outcome(plan.Calls, record.Status, replayed.Status, ran, unclaimed, string.Join(", ", story));
        }

        private TestBench Bench(StoreUnderTest store, FaultPlan faults) => new(
            store,
            [
                DelegateHandler.Named("steady", async (e, _, _) =>
                {
                    await CheckClaimAsync(store, e);
                    Interlocked.Increment(ref steady);
                }),
                DelegateHandler.Named("shaky", async (e, _, _) =>
                {
                    await CheckClaimAsync(store, e);
                    if (!mended && Interlocked.Increment(ref shaky) <= failures)
                    {
                        throw new InvalidOperationException("Not yet.");
                    }
                }),
            ],
            faults,
            new Dictionary<string, string?>
            {
                ["PayHooks:Retry:Delays:0"] = "00:00:10",
                ["PayHooks:Retry:Delays:1"] = "00:01:00",
                ["PayHooks:Retry:Delays:2"] = "00:05:00",
            });

        private async Task CheckClaimAsync(StoreUnderTest store, WebhookEvent webhookEvent)
        {
            var record = await store.Ledger.FindAsync(webhookEvent.Id, default);
            if (record is not { Status: EventStatus.Processing, Owner: not null } || record.LeaseUntil < store.Time.GetUtcNow())
            {
                Interlocked.Increment(ref unclaimed);
            }
        }
    }

    private sealed record Outcome(int Calls, EventStatus Status, EventStatus AfterReplay, int SteadyRuns, int Unclaimed, string Story);
}

public sealed class InMemoryEveryFaultTests : EveryFaultContract
{
    protected override Task<StoreUnderTest> CreateStoreAsync() => InMemoryStoreUnderTest.CreateAsync();
}

public sealed class SqliteEveryFaultTests : EveryFaultContract
{
    protected override Task<StoreUnderTest> CreateStoreAsync() => SqliteStoreUnderTest.CreateAsync();
}
