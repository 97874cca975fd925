using System.Collections.Concurrent;
using Azure.Storage.Queues;
using PayHooks.Storage;

namespace PayHooks.Azure.Tests;

/// <summary>The other end of the queue, as the Functions host's trigger is: it pulls, deletes, and lets messages reappear.</summary>
internal sealed class AzureMessageSource(QueueClient queue, TimeSpan? invisible = null) : IMessageSource
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    // As long as the platform does it.
    private readonly TimeSpan invisible = invisible ?? TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<long, (string Id, string Receipt)> taken = [];
    private long last;

    public async ValueTask<IReadOnlyList<TakenMessage>> TakeAsync(int max, CancellationToken cancellationToken)
    {
        while (true)
        {
            var messages = (await queue.ReceiveMessagesAsync(Math.Min(max, 32), invisible, cancellationToken)).Value;
            if (messages.Length > 0)
            {
                return [.. messages.Select(message =>
                {
                    var key = Interlocked.Increment(ref last);
                    taken[key] = (message.MessageId, message.PopReceipt);
                    return new TakenMessage(key, message.Body.ToMemory(), (int)message.DequeueCount);
                })];
            }

            await Task.Delay(Interval, TimeProvider.System, cancellationToken);
        }
    }

    public async ValueTask DeleteAsync(TakenMessage message, CancellationToken cancellationToken)
    {
        var (id, receipt) = taken[message.Key];
        await queue.DeleteMessageAsync(id, receipt, cancellationToken);
    }

    public async ValueTask ReturnAsync(TakenMessage message, TimeSpan delay, CancellationToken cancellationToken)
    {
        var (id, receipt) = taken[message.Key];
        await queue.UpdateMessageAsync(id, receipt, visibilityTimeout: delay, cancellationToken: cancellationToken);
    }
}
