using Azure.Storage.Queues;
using PayHooks.Storage;

namespace PayHooks.AzureStorage;

/// <summary>Sends messages to one of the queues, chosen at random; the Functions host receives them.</summary>
internal sealed class AzureEventQueue(EventQueues queues) : IEventQueue
{
    // The service's limit for an unencoded message; larger bodies go to the body store.
    private const int LongestText = 64 * 1024;

    // −1 s means "never" to the service; otherwise a message expires after seven days. Timeout.InfiniteTimeSpan (−1 ms) is rejected.
    internal static readonly TimeSpan Never = TimeSpan.FromSeconds(-1);

    // The service's limit for a visibility timeout.
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(7);

    /// <inheritdoc/>
    public int MaxTextBytes => LongestText;

    /// <inheritdoc/>
    public bool TakesBytes => false;

    /// <inheritdoc/>
    public async ValueTask EnqueueAsync(ReadOnlyMemory<byte> text, TimeSpan delay, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, LongestText, nameof(text));
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(delay, LongestDelay);
        cancellationToken.ThrowIfCancellationRequested();
        await AnyQueue().SendMessageAsync(new BinaryData(text), WholeSeconds(delay), Never, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<long> CountAsync(CancellationToken cancellationToken)
    {
        var counts = await Task.WhenAll(queues.All.Select(async queue =>
            (await queue.GetPropertiesAsync(cancellationToken)).Value.ApproximateMessagesCountLong));
        return counts.Sum();
    }

    private QueueClient AnyQueue() => queues.All[Random.Shared.Next(queues.All.Count)];

    // Rounded up, because the SDK truncates fractions and a message must not be visible before it is due.
    private static TimeSpan WholeSeconds(TimeSpan delay) => TimeSpan.FromSeconds(Math.Ceiling(delay.TotalSeconds));
}
