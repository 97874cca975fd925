using Azure;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using PayHooks.AzureStorage;
using PayHooks.Payments;
using PayHooks.Storage;
using PayHooks.Storage.InMemory;
using PayHooks.Tests.Storage;

namespace PayHooks.Azure.Tests;

/// <summary>
/// Tables and blobs of its own in Azurite. The queue is in memory unless a test asks for the real one: contracts move the
/// clock by days, and Azurite keeps its own.
/// </summary>
internal sealed class AzureStoreUnderTest : StoreUnderTest
{
    private static int made;
    private readonly InMemoryEventQueue memory;
    private readonly AzureMessageSource? pulled;

    private AzureStoreUnderTest(AzureStoreClients clients, EventQueues queues, bool withQueue, AzureLedgerOptions? options)
    {
        (Clients, Queues) = (clients, queues);
        Options = options ?? OptionsOf(Time);
        memory = new InMemoryEventQueue(Time) { MaxTextBytes = new AzureEventQueue(queues).MaxTextBytes };
        pulled = withQueue ? new AzureMessageSource(queues.All[0]) : null;
        Queue = withQueue ? new AzureEventQueue(queues) : memory;
        AzureBodies = new AzureBodyStore(clients, Options.Time);
        Days = new DayTables(clients, Options);
        Ledger = NewLedger();
    }

    public AzureLedgerOptions Options { get; }

    public DayTables Days { get; }

    public AzureBodyStore AzureBodies { get; }

    public AzureStoreClients Clients { get; }

    /// <summary>The real queues, of which there is one.</summary>
    public EventQueues Queues { get; }

    public override IEventQueue Queue { get; }

    public override IMessageSource Source => pulled is null ? memory : pulled;

    public override IEventLedger Ledger { get; }

    public override IBodyStore Bodies => AzureBodies;

    public override ISubjectStore Subjects => new AzureSubjectStore(Clients, Options);

    /// <summary>The settings of a store whose service keeps the test's time.</summary>
    public static AzureLedgerOptions OptionsOf(TimeProvider time) => new()
    {
        Sources = ["chargily", "portone", "test", "other"],
        Time = time,
        Clock = new ClockOfTest(time),
        SweptPartitions = 256,
    };

    /// <summary>The ledger of another process.</summary>
    public AzureEventLedger NewLedger() => new(Clients, AzureBodies, Days, Options);

    public override ISourceActivityStore SourceActivity => new AzureSourceActivityStore(Clients);

    public override IStateStore State => new AzureStateStore(Clients);

    public override IAuditStore Audit => new AzureAuditStore(Clients);

    public override IRejectionStore Rejections => new AzureRejectionStore(Clients);

    /// <summary>What the contracts run against.</summary>
    public static async Task<StoreUnderTest> CreateAsync() => await CreateAsync(null);

    /// <summary>A store whose requests pass through a policy, perhaps with a real queue.</summary>
    public static async Task<AzureStoreUnderTest> CreateAsync(
        HttpPipelinePolicy? perTry, bool withQueue = false, AzureLedgerOptions? options = null)
    {
        var azurite = await Azurite.GetAsync();
        var clients = AzureStoreClients.Create(azurite.Connection, perTry, $"t{Interlocked.Increment(ref made)}");
        var queues = new EventQueues(clients, 1);
        var store = new AzureStoreUnderTest(clients, queues, withQueue, options);
        if (withQueue)
        {
            await new StorageInitializer(clients, queues, store.Days).StartAsync(CancellationToken.None);
        }
        else
        {
            await Task.WhenAll(
                clients.Kept.CreateAsync(), clients.Keys.CreateAsync(), clients.State.CreateAsync(), clients.Bodies.CreateAsync(),
                store.Days.PrepareAsync(CancellationToken.None));
        }

        return store;
    }

    public override async ValueTask DisposeAsync()
    {
        await Rejections.PruneAsync(DateTimeOffset.MaxValue, CancellationToken.None);

        // Azurite looks through what is left over at every request.
        var (days, _) = await Days.ListAsync(CancellationToken.None);
        await Task.WhenAll(
            Task.WhenAll(days.Select(day => Days.DropAsync(day, CancellationToken.None))),
            Clients.Kept.DeleteAsync(), Clients.Keys.DeleteAsync(), Clients.State.DeleteAsync(), Clients.Bodies.DeleteIfExistsAsync(),
            pulled is null ? Task.CompletedTask : Queues.All[0].DeleteIfExistsAsync(),
            pulled is null ? Task.CompletedTask : Queues.Poison[0].DeleteIfExistsAsync());
        await base.DisposeAsync();
    }

    // Tables that tests create for past days count as created before those days.
    private sealed class ClockOfTest(TimeProvider time) : ServiceClock
    {
        public override DateTimeOffset? TimeOf(Response? response) => time.GetUtcNow();

        public override DateTimeOffset? CreatedAt(DayTable table, TableEntity marker) => table.Start.AddDays(-1);
    }
}
