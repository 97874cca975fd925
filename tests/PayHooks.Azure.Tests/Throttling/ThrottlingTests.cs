using PayHooks.Storage;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Azure.Tests.Throttling;

/// <summary>
/// The storage service throttles, delays, drops a table or loses its response at each request of a delivery's life, one after the other,
/// from the write before the 200 to the deletion of the message. Nothing is lost, and the payment changes once.
/// </summary>
[NeedsAzurite]
public sealed class ThrottlingTests
{
    // If the struck request was a receive, the message is back after this.
    private static readonly TimeSpan Invisible = TimeSpan.FromSeconds(3);

    public static TheoryData<ServiceFault> Faults => [.. Enum.GetValues<ServiceFault>()];

    [Theory]
    [MemberData(nameof(Faults))]
    public Task A_payment_is_handled_once(ServiceFault fault) => EveryRequestAsync(fault, failures: 0, pad: 0);

    [Theory]
    [MemberData(nameof(Faults))]
    public Task A_payment_with_a_large_body_whose_handler_fails_first_is_handled_once(ServiceFault fault) =>
        EveryRequestAsync(fault, failures: 1, pad: 100_000);

    private static async Task EveryRequestAsync(ServiceFault fault, int failures, int pad)
    {
        await using var server = await FaultServer.StartAsync();
        var struck = new List<string>();
        var isReached = true;
        for (var number = 1; isReached; number++)
        {
            var requests = new ThrottledRequests(server);
            await using var store = await AzureStoreUnderTest.CreateAsync(requests, withQueue: true);
            var runs = new List<string>();
            var handler = DelegateHandler.Named("one", (_, context, _) =>
            {
                runs.Add(context.IdempotencyKey);
                return runs.Count <= failures ? throw new InvalidOperationException("Not yet.") : Task.CompletedTask;
            });
            using var bench = new TestBench(
                store, [handler], settings: new Dictionary<string, string?> { ["PayHooks:Retry:Delays:0"] = "00:00:10" },
                bodies: store.Bodies, rewire: new PromptMessages(store.Time, new AzureMessageSource(store.Queues.All[0], Invisible)).Rewire)
            { MovesClock = true };

            requests.StrikeAt(number, fault);
            await DeliverAsync(bench, pad);
            await bench.WorkUntilEmptyAsync(mostMessages: 30);
            isReached = requests.IsReached;
            struck.AddRange(requests.Struck is { } request ? [request] : []);
            requests.StrikeAt(0, fault);
            await CheckAsync(bench, runs, 1 + failures, IsHidden(fault) ? 0 : 1, $"{fault} at request {number}, {requests.Struck}");
        }

        // Whatever the layout: a claim, its completion and the payment are three writes.
        Assert.True(struck.Count >= 3, string.Join(", ", struck));
    }

    // The provider sends again until it gets 200, and gets nothing but 200 and 503.
    private static async Task DeliverAsync(TestBench bench, int pad)
    {
        var body = $$"""
            {"id":"e1","type":"payment.succeeded","payment":"p1","at":1,"reference":"order-1","pad":"{{new string('x', pad)}}"}
            """;
        var statuses = new List<int>();
        while (statuses.Count < 3 && !statuses.Contains(200))
        {
            statuses.Add((await bench.DeliverAsync(body)).StatusCode);
        }

        Assert.Equal(200, statuses[^1]);
        Assert.All(statuses.SkipLast(1), status => Assert.Equal(503, status));
    }

    // A run whose end could not be recorded is repeated, with the same key.
    private static async Task CheckAsync(TestBench bench, List<string> runs, int expectedRuns, int mostRepeats, string where)
    {
        var story = $"{where}: {string.Join(", ", bench.Results.Select(result => $"{result.Outcome} {result.Error?.Message}"))}";
        var record = await bench.RecordAsync();
        Assert.True(record is { Status: EventStatus.Completed, Effect: Effect.Changed }, $"{story}. It is {record.Status}, {record.Effect}.");
        Assert.True(
            runs.Count >= expectedRuns && runs.Count <= expectedRuns + mostRepeats, $"{story}. It ran {runs.Count} times.");
        Assert.True(runs.Distinct().Count() == 1, $"{story}. Its runs have different keys.");
        Assert.Single(await bench.Store.Ledger.ListAllAsync(new EventQuery()));
        Assert.True(await bench.Operations.BodyAsync(record, CancellationToken.None) is { Length: > 0 }, $"{story}. Its body is missing.");
        var payment = await bench.PaymentQueries.FindAsync("test", "p1", CancellationToken.None);
        Assert.True(payment is { Owners.Count: 1, Entries.Count: 1 }, $"{story}. The payment changed otherwise.");
    }

    // The SDK's second attempt hides it.
    private static bool IsHidden(ServiceFault fault) => fault is ServiceFault.BusyOnce or ServiceFault.Slow;
}
