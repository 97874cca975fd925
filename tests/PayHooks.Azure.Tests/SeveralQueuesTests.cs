using PayHooks.AzureStorage;
using PayHooks.Tests.Storage;

namespace PayHooks.Azure.Tests;

/// <summary>PayHooks__Queues is more than one.</summary>
[NeedsAzurite]
public sealed class SeveralQueuesTests
{
    [Fact]
    public async Task A_start_makes_every_queue_with_its_poison_queue()
    {
        await using var store = await AzureStoreUnderTest.CreateAsync(null);
        var queues = new EventQueues(store.Clients, 3);

        await new StorageInitializer(store.Clients, queues, store.Days).StartAsync(CancellationToken.None);

        Assert.Equal(
            [
                "webhook-events", "webhook-events-1", "webhook-events-1-poison", "webhook-events-2", "webhook-events-2-poison",
                "webhook-events-poison",
            ],
            (await store.Clients.ListQueuesAsync("webhook-events", isFormer: false, CancellationToken.None)).Order(StringComparer.Ordinal));
        await Task.WhenAll(queues.All.Concat(queues.Poison).Select(queue => queue.DeleteAsync()));
    }

    [Fact]
    public async Task Messages_go_to_every_queue_one_each_and_are_counted_together()
    {
        await using var queues = await SeveralQueues.CreateAsync(3);
        var queue = new AzureEventQueue(queues.Former);

        for (var sent = 0; sent < 60; sent++)
        {
            await queue.EnqueueAsync($"{sent}", TimeSpan.Zero);
        }

        // By chance, one of three stays empty less often than once in ten billion times.
        var counts = await Task.WhenAll(queues.Former.All.Select(SeveralQueues.CountAsync));
        Assert.All(counts, count => Assert.InRange(count, 1, 58));
        Assert.Equal((60, 60), (counts.Sum(), await queue.CountAsync(CancellationToken.None)));
    }
}
