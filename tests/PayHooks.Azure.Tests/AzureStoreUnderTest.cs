using Azure.Core.Pipeline;
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

    private AzureStoreUnderTest(AzureStoreClients clients, bool withQueue)
    {
        Clients = clients;
        memory = new InMemoryEventQueue(Time) { MaxTextBytes = new AzureEventQueue(clients).MaxTextBytes };
        pulled = withQueue ? new AzureMessageSource(clients.Queue) : null;
        Queue = withQueue ? new AzureEventQueue(clients) : memory;
        Bodies = new AzureBodyStore(clients);
        Ledger = new AzureEventLedger(clients, Bodies, ["chargily", "portone", "test", "other"]);
    }

    public AzureStoreClients Clients { get; }

    public override IEventQueue Queue { get; }

    public override IMessageSource Source => pulled is null ? memory : pulled;

    public override IEventLedger Ledger { get; }

    public override IBodyStore Bodies { get; }

    public override ISubjectStore Subjects => new AzureSubjectStore(Clients);

    public override ISourceActivityStore SourceActivity => new AzureSourceActivityStore(Clients);

    public override IRejectionStore Rejections => new AzureRejectionStore(Clients);

    /// <summary>What the contracts run against.</summary>
    public static async Task<StoreUnderTest> CreateAsync() => await CreateAsync(null);

    /// <summary>A store whose requests pass through a policy, perhaps with a real queue.</summary>
    public static async Task<AzureStoreUnderTest> CreateAsync(HttpPipelinePolicy? perTry, bool withQueue = false)
    {
        var azurite = await Azurite.GetAsync();
        var clients = AzureStoreClients.Create(azurite.Connection, perTry, $"t{Interlocked.Increment(ref made)}");
        if (withQueue)
        {
            await new StorageInitializer(clients).StartAsync(CancellationToken.None);
        }
        else
        {
            await Task.WhenAll(clients.Events.CreateAsync(), clients.Index.CreateAsync(), clients.Keys.CreateAsync(),
                clients.State.CreateAsync(), clients.Bodies.CreateAsync());
        }

        return new AzureStoreUnderTest(clients, withQueue);
    }

    public override async ValueTask DisposeAsync()
    {
        await Rejections.PruneAsync(DateTimeOffset.MaxValue, CancellationToken.None);

        // Azurite looks through what is left over at every request.
        await Task.WhenAll(
            Clients.Events.DeleteAsync(), Clients.Index.DeleteAsync(), Clients.Keys.DeleteAsync(), Clients.State.DeleteAsync(),
                Clients.Bodies.DeleteIfExistsAsync(),
            pulled is null ? Task.CompletedTask : Clients.Queue.DeleteIfExistsAsync(),
            pulled is null ? Task.CompletedTask : Clients.PoisonQueue.DeleteIfExistsAsync());
        await base.DisposeAsync();
    }
}
