using PayHooks.Serialization;
using PayHooks.Storage;

namespace PayHooks.Processing.Protocol;

/// <summary>
/// The guard of one run. It is written with the first renewal of the claim and moved on with every fourth, so that it never becomes visible
/// while the process lives: a run of eight minutes takes five requests. A guard that becomes visible nevertheless is put back by the claim
/// table until the claim may be taken over, or dropped when the run has ended.
/// </summary>
internal sealed class RunGuard(IGuardQueue queue, FencedLease claim, LeaseTimes times, QueueMessage message, TimeProvider time)
{
    // Until a claim that was renewed just now may be taken over, and a little longer.
    private readonly TimeSpan delay = times.Length + ClaimTable.ClockMargin + TimeSpan.FromSeconds(5);

    // The next renewal comes at the latest after this time.
    private readonly TimeSpan nextRenewal = times.Interval + (2 * StoreTimeout.Limit);

    private GuardReceipt? receipt;
    private bool isReceived;

    // On the monotonic clock.
    private long writtenAt;

    /// <summary>Writes the guard or moves it on, if the next renewal may be too late for that. Never throws.</summary>
    public async Task KeepAsync(CancellationToken stopping)
    {
        if (isReceived || (receipt is not null && time.GetElapsedTime(writtenAt) + nextRenewal < delay))
        {
            return;
        }

        try
        {
            using var wait = new StoreTimeout(time, stopping);
            var begun = time.GetTimestamp();
            receipt = receipt is null
                ? await queue.AddAsync(Write(), delay, wait.Token)
                : await queue.PostponeAsync(receipt, delay, wait.Token);
            isReceived = receipt is null;
            writtenAt = begun;
        }
        catch (Exception)
        {
            // Tried again with the next renewal. If it happened after all, there are two guards, and the second to come is dropped.
        }
    }

    /// <summary>Removes the guard: the outcome of the run is durable. Never throws.</summary>
    public async Task RemoveAsync()
    {
        if (receipt is null)
        {
            return;
        }

        try
        {
            using var wait = new StoreTimeout(time);
            await queue.RemoveAsync(receipt, wait.Token);
        }
        catch (Exception)
        {
            // Dropped when it becomes visible.
        }
    }

    private MessageText Write() => MessageSerializer.Write(new RetryMessage
    {
        Source = message.Source,
        DueAt = time.GetUtcNow() + delay,
        TraceParent = message.TraceParent,
        EventId = claim.Record.Id,
        Generation = claim.Generation,
        IsGuard = true,
    });
}
