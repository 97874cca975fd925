using Azure;
using Azure.Storage.Queues;
using PayHooks.Configuration;
using PayHooks.Storage;
using QueueMessage = Azure.Storage.Queues.Models.QueueMessage;

namespace PayHooks.AzureStorage;

/// <summary>
/// Finds and drains the queues that remain when <c>PayHooks__Queues</c> is lowered, or when <c>PayHooksQueueStorage</c> gives the queues an
/// account of their own. The queues themselves stay, because instances with the former setting may still write to them.
/// </summary>
internal sealed class StrayQueues(AzureStoreClients clients, EventQueues queues, TimeProvider time) : IStrayQueues
{
    // The most that the service returns in one response.
    private const int BatchSize = 32;

    // One function samples the store and drains; the next call continues.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>How long a received message is invisible: if its copy or its deletion fails, it is received again after that.</summary>
    internal TimeSpan Invisible { get; init; } = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<StrayQueue>> FindAsync(CancellationToken cancellationToken)
    {
        List<StrayQueue> found = [];
        await AddAsync(found, queues.All.Count, isFormer: false, cancellationToken);
        if (clients.HasFormerQueues)
        {
            await AddAsync(found, 0, isFormer: true, cancellationToken);
        }

        return found;
    }

    /// <inheritdoc/>
    public async ValueTask<long> DrainAsync(StrayQueue queue, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(queue);
        var from = clients.Queue(queue.Name, isFormer: queue.Account is not null);
        var to = queue.Name.EndsWith(AzureStoreClients.PoisonSuffix, StringComparison.Ordinal) ? queues.Poison[0] : queues.All[0];
        var (begun, moved) = (time.GetTimestamp(), 0L);
        while (time.GetElapsedTime(begun) < Limit)
        {
            var messages = (await from.ReceiveMessagesAsync(BatchSize, Invisible, cancellationToken)).Value;
            if (messages.Length == 0)
            {
                break;
            }

            await Task.WhenAll(messages.Select(message => MoveAsync(message, from, to, cancellationToken)));
            moved += messages.Length;
        }

        return moved;
    }

    private async Task AddAsync(List<StrayQueue> found, int first, bool isFormer, CancellationToken cancellationToken)
    {
        // Only names that a setting gives: what else starts with our prefix is not ours.
        HashSet<string> ours = [.. Enumerable.Range(first, PayHooksOptions.MostQueues - first)
            .SelectMany(number => (string[])[EventQueues.NameOf(number), EventQueues.PoisonNameOf(number)])];
        foreach (var name in (await clients.ListQueuesAsync(AzureStoreClients.QueueName, isFormer, cancellationToken)).Where(ours.Contains))
        {
            var properties = await clients.Queue(name, isFormer).GetPropertiesAsync(cancellationToken);
            if (properties.Value.ApproximateMessagesCountLong is > 0 and var messages)
            {
                found.Add(new StrayQueue(name, messages, isFormer ? clients.Connections.Data.Setting : null));
            }
        }
    }

    private static async Task MoveAsync(QueueMessage message, QueueClient from, QueueClient to, CancellationToken cancellationToken)
    {
        await to.SendMessageAsync(message.Body, TimeSpan.Zero, AzureEventQueue.Never, cancellationToken);
        try
        {
            await from.DeleteMessageAsync(message.MessageId, message.PopReceipt, cancellationToken);
        }
        catch (RequestFailedException e) when (StorageFault.IsMessageGone(e))
        {
            // Deleted by a request whose response was lost, or visible again and moved by another call.
        }
    }
}
