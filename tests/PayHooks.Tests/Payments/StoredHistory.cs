using System.Collections.Concurrent;
using PayHooks.Processing.Handlers;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Payments;

/// <summary>
/// A random history of two payments, from the deliveries to the handlers: out of order, with repeats, worked on by two processes side
/// by side, with handlers that fail at first. Processes may die at any call of a store; a new one takes the place of a dead one.
/// </summary>
internal sealed class StoredHistory : IDisposable
{
    private const int MostMessages = 500;
    private const int MostCalls = 40;

    private static readonly Fault[] Deaths = [Fault.DiesBefore, Fault.DiesAfter];

    private readonly StoreUnderTest store;
    private readonly Random random;
    private readonly bool isDeadly;
    private readonly PaymentRules rules;
    private readonly TestBench[] processes = new TestBench[2];
    private readonly ConcurrentQueue<HandlerRun> runs = new();
    private readonly ConcurrentDictionary<(string Event, string Handler), bool> failed = new();
    private int worked;

    public StoredHistory(StoreUnderTest store, int seed, bool isDeadly)
    {
        (this.store, random, this.isDeadly) = (store, new Random(seed), isDeadly);
        rules = new PaymentRules(OrdersByTime: random.Next(2) == 0, VoidsPaid: random.Next(3) == 0, SharesReferences: false);
        Events = RandomDeliveries.Make(random, rules, $"{seed}{(isDeadly ? "x" : "")}");
        for (var number = 0; number < processes.Length; number++)
        {
            processes[number] = NewProcess();
        }
    }

    /// <summary>The events: ids and bodies.</summary>
    public IReadOnlyList<(string Id, string Body)> Events { get; }

    /// <summary>What the handlers did, in the order in which they began.</summary>
    public IReadOnlyCollection<HandlerRun> Runs => runs;

    /// <summary>How many processes died.</summary>
    public int Crashes { get; private set; }

    public PaymentRules Rules => rules;

    /// <summary>Delivers everything and works until nothing is left.</summary>
    public async Task RunAsync()
    {
        var arrivals = Events.Concat(Events.Where(_ => random.Next(3) == 0)).ToArray();
        random.Shuffle(arrivals);
        using var provider = new TestBench(store, [], providers: TestProvider.RegistryWith(rules));
        foreach (var (_, body) in arrivals)
        {
            Assert.Equal(200, (await provider.DeliverAsync(body)).StatusCode);
            if (random.Next(3) == 0)
            {
                await WorkAsync();
            }
        }

        for (var step = 1; await store.Queue.CountAsync(default) > 0;)
        {
            step = await WorkAsync() ? 1 : Math.Min(step * 2, 600);
            if (step > 1)
            {
                store.Time.Advance(TimeSpan.FromSeconds(step));
            }
        }
    }

    public void Dispose()
    {
        foreach (var process in processes)
        {
            process.Dispose();
        }
    }

    // Takes up to four messages and works on them at the same time.
    private async Task<bool> WorkAsync()
    {
        var taken = await processes[0].TakeAsync(random.Next(1, 5));
        Assert.True((worked += taken.Count) < MostMessages, "It never comes to an end.");
        await Task.WhenAll([.. taken.Select(message => (Message: message, Process: processes[random.Next(2)])).ToArray()
            .Select(one => Task.Run(() => one.Process.WorkAsync(one.Message)))]);
        for (var number = 0; number < processes.Length; number++)
        {
            if (processes[number].Faults.IsDead)
            {
                Crashes++;
                processes[number].Dispose();
                processes[number] = NewProcess();
            }
        }

        return taken.Count > 0;
    }

    private TestBench NewProcess()
    {
        var faults = isDeadly && Crashes < 2 ? new FaultPlan(random.Next(1, MostCalls), Deaths[random.Next(2)]) : FaultPlan.None;
        return new TestBench(
            store,
            [Handler("trusting", faults) with { MinimumVerification = VerificationLevel.None }, Handler("careful", faults)],
            faults,
            new Dictionary<string, string?>
            {
                ["PayHooks:Retry:Delays:0"] = "00:00:10",
                ["PayHooks:Retry:Delays:1"] = "00:01:00",
                ["PayHooks:Retry:Delays:2"] = "00:10:00",
            },
            providers: TestProvider.RegistryWith(rules));
    }

    private HandlerRegistration Handler(string name, FaultPlan faults) => DelegateHandler.Named(name, async (one, context, _) =>
    {
        var run = new HandlerRun(one.Id, one.Type, name, context);
        runs.Enqueue(run);
        await Task.Yield();
        if ((one.Id + name).Sum(letter => letter) % 5 == 0 && failed.TryAdd((one.Id, name), true))
        {
            throw new InvalidOperationException("Not yet.");
        }

        run.IsDone = !faults.IsDead;
    });
}

/// <summary>A handler that was run.</summary>
internal sealed record HandlerRun(string EventId, string Type, string Handler, HandlerContext Context)
{
    /// <summary>Whether it did its work.</summary>
    public bool IsDone { get; set; }
}
