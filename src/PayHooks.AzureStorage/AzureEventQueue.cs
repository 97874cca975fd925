using Azure;
using PayHooks.Storage;

namespace PayHooks.AzureStorage;

/// <summary>Sends messages to one of the queues, chosen at random; the Functions host receives them.</summary>
internal sealed class AzureEventQueue(EventQueues queues) : IEventQueue, IGuardQueue
{
    // The service's limit for an unencoded message; larger bodies go to the body store.
    private const int LongestText = 64 * 1024;

    // −1 s means "never" to the service; otherwise a message expires after seven days. Timeout.InfiniteTimeSpan (−1 ms) is rejected.
    internal static readonly TimeSpan Never = TimeSpan.FromSeconds(-1);

    // Of one queue, in one request.
    private const int MostPeeked = 8;

    // The service's limit for a visibility timeout.
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(7);

    /// <inheritdoc/>
    public int MaxTextBytes => LongestText;

    /// <inheritdoc/>
    public bool TakesBytes => false;

    /// <inheritdoc/>
    public async ValueTask EnqueueAsync(MessageText text, TimeSpan delay, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, LongestText, nameof(text));
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(delay, LongestDelay);
        if (text.HasBody)
        {
            throw new ArgumentException("The queue takes no bytes.", nameof(text));
        }

        cancellationToken.ThrowIfCancellationRequested();
        await queues.All[AnyQueue()].SendMessageAsync(
            new BinaryData(text.Envelope), WholeSeconds(delay), Never, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<GuardReceipt> AddAsync(MessageText text, TimeSpan delay, CancellationToken cancellationToken)
    {
        var number = AnyQueue();
        var sent = await queues.All[number].SendMessageAsync(new BinaryData(text.Envelope), WholeSeconds(delay), Never, cancellationToken);
        return new GuardReceipt(number, sent.Value.MessageId, sent.Value.PopReceipt);
    }

    // The receipt of the write allows this without receiving the message first:
    // https://learn.microsoft.com/rest/api/storageservices/put-message
    /// <inheritdoc/>
    public async ValueTask<GuardReceipt?> PostponeAsync(GuardReceipt guard, TimeSpan delay, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(guard);
        try
        {
            var changed = await queues.All[guard.Queue].UpdateMessageAsync(
                guard.Id, guard.Token, visibilityTimeout: WholeSeconds(delay), cancellationToken: cancellationToken);
            return guard with { Token = changed.Value.PopReceipt };
        }
        catch (RequestFailedException e) when (StorageFault.IsMessageGone(e))
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async ValueTask RemoveAsync(GuardReceipt guard, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(guard);
        try
        {
            await queues.All[guard.Queue].DeleteMessageAsync(guard.Id, guard.Token, cancellationToken);
        }
        catch (RequestFailedException e) when (StorageFault.IsMessageGone(e))
        {
            // It was received, and its receiver deletes it.
        }
    }

    /// <inheritdoc/>
    public async ValueTask<long> CountAsync(CancellationToken cancellationToken)
    {
        var counts = await Task.WhenAll(queues.All.Select(async queue =>
            (await queue.GetPropertiesAsync(cancellationToken)).Value.ApproximateMessagesCountLong));
        return counts.Sum();
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<MessageText>> PeekAsync(CancellationToken cancellationToken)
    {
        // The first of each queue, which is roughly in the order of arrival
        // (https://learn.microsoft.com/rest/api/storageservices/peek-messages).
        var peeked = await Task.WhenAll(queues.All.Select(queue => queue.PeekMessagesAsync(MostPeeked, cancellationToken)));
        return [.. peeked.SelectMany(answer => answer.Value).Select(message => new MessageText(message.Body.ToMemory(), default))];
    }

    private int AnyQueue() => Random.Shared.Next(queues.All.Count);

    // Rounded up, because the SDK truncates fractions and a message must not be visible before it is due.
    private static TimeSpan WholeSeconds(TimeSpan delay) => TimeSpan.FromSeconds(Math.Ceiling(delay.TotalSeconds));
}
