using PayHooks.Storage;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Azure.Tests;

/// <summary>
/// One change of the ledger is several requests to two tables. Every one of them fails, one after the other; in the end the
/// event has its outcome, and every list shows it.
/// </summary>
[NeedsAzurite]
public sealed class EveryRequestFaultTests
{
    public static TheoryData<RequestFault> Faults => [RequestFault.Refused, RequestFault.AnswerLost, RequestFault.Outage];

    [Theory]
    [MemberData(nameof(Faults))]
    public Task An_event_that_completes_is_listed(RequestFault fault) => EveryRequestAsync(fault, EventStatus.Completed);

    [Theory]
    [MemberData(nameof(Faults))]
    public Task An_event_that_dies_is_listed_among_the_dead(RequestFault fault) => EveryRequestAsync(fault, EventStatus.Dead);

    private static async Task EveryRequestAsync(RequestFault fault, EventStatus expected)
    {
        var struck = true;
        for (var request = 1; struck; request++)
        {
            var watched = new WatchedRequests();
            await using var store = await AzureStoreUnderTest.CreateAsync(watched);
            watched.IsArmed = false;
            var isMended = expected == EventStatus.Completed;
            using var bench = new TestBench(
                store,
                [DelegateHandler.Named("shaky", (_, _, _) =>
                    isMended ? Task.CompletedTask : throw new InvalidOperationException("Not yet."))],
                settings: new Dictionary<string, string?> { ["PayHooks:Retry:Delays:0"] = "00:00:10" })
            { MovesClock = true };

            watched.StrikeAt(request, fault);
            await WorkAsync(bench, watched);
            await CheckAsync(bench, expected, $"{fault} at request {request}");

            isMended = true;
            Assert.Equal(Operations.ReplayOutcome.Accepted, (await bench.Operations.ReplayAsync(TestBench.IdOf("e1"), default)).Outcome);
            await WorkAsync(bench, watched);
            await CheckAsync(bench, EventStatus.Completed, $"{fault} at request {request}, after the replay");
            struck = watched.HasStruck;
        }
    }

    // Delivers once, and works until nothing is left; an outage lasts as long as the message that it met.
    private static async Task WorkAsync(TestBench bench, WatchedRequests watched)
    {
        if (bench.Results.Count == 0)
        {
            Assert.Equal(200, (await bench.DeliverAsync()).StatusCode);
        }

        watched.IsArmed = true;
        for (var steps = 0; await bench.Store.Queue.CountAsync(default) > 0; steps++)
        {
            Assert.True(steps < 200, string.Join(", ", bench.Results.Select(result => result.Outcome)));
            if (await bench.StepAsync() is null)
            {
                bench.Store.Time.Advance(TimeSpan.FromSeconds(30));
            }

            watched.EndOutage();
        }

        watched.IsArmed = false;
    }

    private static async Task CheckAsync(TestBench bench, EventStatus expected, string where)
    {
        var story = $"{where}: {string.Join(", ", bench.Results.Select(result => $"{result.Outcome} {result.Error?.Message}"))}";
        var record = await bench.RecordAsync();
        var all = await bench.Store.Ledger.ListAllAsync(new EventQuery());
        var dead = await bench.Store.Ledger.ListAllAsync(new EventQuery { Status = EventStatus.Dead });
        Assert.True(record.Status == expected, $"{story}. It is {record.Status}.");
        Assert.True(all is [{ } one] && one.Id == record.Id, $"{story}. It is listed {all.Count} times.");
        Assert.True(dead.Count == (expected == EventStatus.Dead ? 1 : 0), $"{story}. It is listed {dead.Count} times among the dead.");
        if (expected == EventStatus.Dead)
        {
            Assert.Equal(1, await bench.Store.Ledger.CountDeadAsync(default));
        }
    }
}
