using Azure.Storage.Queues;

namespace PayHooks.AzureStorage;

/// <summary>
/// The queues of events, and for each the poison queue to which the platform moves what it gives up on. One queue takes 2,000 messages of
/// 1 KiB a second (https://learn.microsoft.com/azure/storage/queues/scalability-targets); a message may be in any of them.
/// </summary>
internal sealed class EventQueues
{
    /// <summary>Creates the clients without sending a request.</summary>
    /// <param name="clients">The clients of the account.</param>
    /// <param name="count">The number of queues.</param>
    public EventQueues(AzureStoreClients clients, int count)
    {
        ArgumentNullException.ThrowIfNull(clients);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        All = [.. Enumerable.Range(0, count).Select(number => clients.Queue(NameOf(number)))];
        Poison = [.. Enumerable.Range(0, count).Select(number => clients.Queue(PoisonNameOf(number)))];
    }

    /// <summary>The queues, by number.</summary>
    public IReadOnlyList<QueueClient> All { get; }

    /// <summary>Their poison queues, by number.</summary>
    public IReadOnlyList<QueueClient> Poison { get; }

    /// <summary>The name of a queue: the first has no number.</summary>
    public static string NameOf(int number) => number == 0 ? AzureStoreClients.QueueName : $"{AzureStoreClients.QueueName}-{number}";

    /// <summary>The name of a queue's poison queue.</summary>
    public static string PoisonNameOf(int number) => NameOf(number) + AzureStoreClients.PoisonSuffix;
}
