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

    private AzureStoreUnderTest(AzureStoreClients clients, EventQueues queues, bool withQueue)
    {
        (Clients, Queues) = (clients, queues);
        memory = new InMemoryEventQueue(Time) { MaxTextBytes = new AzureEventQueue(queues).MaxTextBytes };
        pulled = withQueue ? new AzureMessageSource(queues.All[0]) : null;
        Queue = withQueue ? new AzureEventQueue(queues) : memory;
        Bodies = new AzureBodyStore(clients);
        Ledger = new AzureEventLedger(clients, Bodies, ["chargily", "portone", "test", "other"]);
    }

    public AzureStoreClients Clients { get; }

    /// <summary>The real queues, of which there is one.</summary>
    public EventQueues Queues { get; }

    public override IEventQueue Queue { get; }

    public override IMessageSource Source => pulled is null ? memory : pulled;

    public override IEventLedger Ledger { get; }

    public override IBodyStore Bodies { get; }

    public override ISubjectStore Subjects => new AzureSubjectStore(Clients);

    /// <summary>What the contracts run against.</summary>
    public static async Task<StoreUnderTest> CreateAsync() => await CreateAsync(null);

    /// <summary>A store whose requests pass through a policy, perhaps with a real queue.</summary>
    public static async Task<AzureStoreUnderTest> CreateAsync(HttpPipelinePolicy? perTry, bool withQueue = false)
    {
        var azurite = await Azurite.GetAsync();
        var clients = AzureStoreClients.Create(azurite.Connection, perTry, $"t{Interlocked.Increment(ref made)}");
        var queues = new EventQueues(clients, 1);
        if (withQueue)
        {
            await new StorageInitializer(clients, queues).StartAsync(CancellationToken.None);
        }
        else
        {
            await Task.WhenAll(clients.Events.CreateAsync(), clients.Index.CreateAsync(), clients.Keys.CreateAsync(),
                clients.State.CreateAsync(), clients.Bodies.CreateAsync());
        }

        return new AzureStoreUnderTest(clients, queues, withQueue);
    }

    public override async ValueTask DisposeAsync()
    {
        // Azurite looks through what is left over at every request.
        await Task.WhenAll(
            Clients.Events.DeleteAsync(), Clients.Index.DeleteAsync(), Clients.Keys.DeleteAsync(), Clients.State.DeleteAsync(),
                Clients.Bodies.DeleteIfExistsAsync(),
            pulled is null ? Task.CompletedTask : Queues.All[0].DeleteIfExistsAsync(),
            pulled is null ? Task.CompletedTask : Queues.Poison[0].DeleteIfExistsAsync());
        await base.DisposeAsync();
    }
}
