using Azure.Core.Pipeline;
using Azure.Storage.Queues;
using PayHooks.AzureStorage;

namespace PayHooks.Azure.Tests;

/// <summary>Queues under names of their own, as many as <c>PayHooks__Queues</c> may once have said.</summary>
internal sealed class SeveralQueues : IAsyncDisposable
{
    private static int made;

    private SeveralQueues(AzureStoreClients clients, int count) => (Clients, Former) = (clients, new EventQueues(clients, count));

    public AzureStoreClients Clients { get; }

    /// <summary>All of them.</summary>
    public EventQueues Former { get; }

    /// <summary>Makes the queues, as a start with this number does.</summary>
    public static async Task<SeveralQueues> CreateAsync(int count, HttpPipelinePolicy? perTry = null)
    {
        var azurite = await Azurite.GetAsync();
        var queues = new SeveralQueues(
            AzureStoreClients.Create(azurite.Connection, perTry, $"q{Interlocked.Increment(ref made)}"), count);
        await Task.WhenAll(queues.Former.All.Concat(queues.Former.Poison).Select(queue => queue.CreateAsync()));
        return queues;
    }

    /// <summary>The texts of the visible messages, in order of the text.</summary>
    public static async Task<IReadOnlyList<string>> TextsAsync(QueueClient queue) =>
        [.. (await queue.PeekMessagesAsync(32)).Value.Select(message => message.Body.ToString()).Order(StringComparer.Ordinal)];

    /// <summary>How many messages a queue holds, visible or not.</summary>
    public static async Task<long> CountAsync(QueueClient queue) =>
        (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCountLong;

    public async ValueTask DisposeAsync() =>
        await Task.WhenAll(Former.All.Concat(Former.Poison).Select(queue => queue.DeleteIfExistsAsync()));
}
