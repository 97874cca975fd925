using BenchmarkDotNet.Attributes;
using PayHooks.RocksDb;
using PayHooks.Storage;
using PayHooks.Verification;

namespace PayHooks.Benchmarks.Micro;

/// <summary>The store's operations in a real folder, durable each: a batch of them side by side, as in a server, which share
/// commits.</summary>
public class LedgerBenchmarks
{
    private const int Batch = 64;

    private readonly byte[] body = new byte[1024];
    private DirectoryInfo folder = null!;
    private RocksDbStore store = null!;
    private RocksDbEventLedger ledger = null!;
    private RocksDbEventQueue queue = null!;
    private EventRecord known = null!;
    private long inserted;

    /// <summary>Makes the store.</summary>
    [GlobalSetup]
    public async Task SetUpAsync()
    {
        folder = Directory.CreateTempSubdirectory("payhooks-micro-");
        store = RocksDbStore.Open(Path.Combine(folder.FullName, "store"), TimeProvider.System);
        (ledger, queue) = (new RocksDbEventLedger(store), new RocksDbEventQueue(store));
        known = Record();
        await InsertAsync(known);
    }

    /// <summary>Removes it.</summary>
    [GlobalCleanup]
    public async Task CleanUpAsync()
    {
        await store.DisposeAsync();
        folder.Delete(recursive: true);
    }

    /// <summary>Makes a message of 1.5 KB durable.</summary>
    [Benchmark(OperationsPerInvoke = Batch)]
    public Task Enqueue() => SideBySide(_ => queue.EnqueueAsync(new byte[1500], TimeSpan.FromDays(1), CancellationToken.None).AsTask());

    /// <summary>Inserts an event with its body: the claim of a first delivery.</summary>
    [Benchmark(OperationsPerInvoke = Batch)]
    public Task Insert() => SideBySide(_ => InsertAsync(Record()));

    /// <summary>Inserts an event and completes it.</summary>
    [Benchmark(OperationsPerInvoke = Batch)]
    public Task InsertAndComplete() => SideBySide(async _ =>
    {
        var claimed = await InsertAsync(Record());
        await ledger.ApplyAsync(
            claimed.Record!.Key,
            static current =>
                new LedgerDecision<bool>(true, current! with { Status = EventStatus.Completed }), claimed, CancellationToken.None);
    });

    /// <summary>Counts a repeated delivery.</summary>
    [Benchmark(OperationsPerInvoke = Batch)]
    public Task Count() => SideBySide(_ => ledger.ApplyAsync(
        known.Key,
        static current =>
            new LedgerDecision<bool>(true, current! with { Deliveries = current.Deliveries + 1 }), null, CancellationToken.None).AsTask());

    /// <summary>Finds an event.</summary>
    [Benchmark]
    public async Task<bool> Find() => await ledger.FindAsync(known.Id, CancellationToken.None) is not null;

    private static Task SideBySide(Func<int, Task> operation) => Task.WhenAll(Enumerable.Range(0, Batch).Select(operation));

    private async Task<LedgerSnapshot> InsertAsync(EventRecord record) => (await ledger.ApplyAsync(
        record.Key, _ => new LedgerDecision<bool>(true, record, body), LedgerSnapshot.Absent, CancellationToken.None)).Now;

    private EventRecord Record() => new()
    {
        Id = EventIds.Create("shop", $"{Interlocked.Increment(ref inserted)}"),
        Source = "shop",
        Provider = "chargily",
        Facts = new EventFacts { Type = EventTypes.PaymentSucceeded, ProviderType = "checkout.paid" },
        ReceivedAt = TimeProvider.System.GetUtcNow(),
        Status = EventStatus.Processing,
        Generation = 1,
        Owner = "0123456789abcdef",
        BodyHash = new string('0', 64),
        BodyLength = body.Length,
    };
}
