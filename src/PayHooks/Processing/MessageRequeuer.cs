using PayHooks.Processing.Protocol;
using PayHooks.Serialization;
using PayHooks.Storage;

namespace PayHooks.Processing;

/// <summary>
/// Replaces a message that cannot be processed now by a new one, which has a dequeue count of zero: neither an outage nor a shutdown uses
/// up attempts or fills the poison queue.
/// </summary>
internal sealed class MessageRequeuer(IEventQueue queue, TimeProvider time)
{
    /// <summary>Enqueues the replacement. The caller completes the old message afterwards.</summary>
    /// <exception cref="Exception">The queue cannot be written: the old message must stay.</exception>
    public Task<ProcessResult> RequeueAsync(QueueMessage message, TimeSpan delay, ProcessResult result) =>
        RequeueAsync(MessageSerializer.Write(message, queue.TakesBytes), delay, result);

    /// <summary>The same, with a delay that grows with each time.</summary>
    /// <exception cref="Exception">The queue cannot be written: the old message must stay.</exception>
    public Task<ProcessResult> RequeueWithBackoffAsync(QueueMessage message, ProcessResult result) => RequeueAsync(
        message with { RequeueCount = message.RequeueCount + 1 }, RetryPolicy.RequeueDelay(message.RequeueCount), result);

    /// <summary>The same for a message that this version cannot read, which stays as it is.</summary>
    /// <exception cref="Exception">The queue cannot be written: the old message must stay.</exception>
    public Task<ProcessResult> RequeueWithBackoffAsync(MessageText text, int requeueCount, ProcessResult result) =>
        RequeueAsync(MessageSerializer.WithRequeueCount(text, requeueCount + 1), RetryPolicy.RequeueDelay(requeueCount), result);

    /// <summary>Replaces a message whose processing failed because a store did. Never throws.</summary>
    public async Task<ProcessResult> RequeueAfterOutageAsync(QueueMessage? message, Exception error)
    {
        var result = error switch
        {
            EventPendingException => new ProcessResult(ProcessOutcome.Requeued) { Why = error.Message },
            NewerRecordException => new(ProcessOutcome.Requeued)
            {
                Why = $"{error.Message} Deploy the newer version again.",
                NeedsAttention = true,
            },
            _ => new(ProcessOutcome.Requeued) { Why = "The store could not be reached.", Error = error, NeedsAttention = true },
        };
        result = result with { Source = message?.Source };
        if (message is not null)
        {
            try
            {
                return await RequeueWithBackoffAsync(message, result);
            }
            catch (Exception)
            {
                // The queue cannot be written either.
            }
        }

        return result with { Outcome = ProcessOutcome.Abandoned, ReturnAfter = RetryPolicy.RequeueDelay(message?.RequeueCount ?? 0) };
    }

    /// <summary>Replaces a message that a shutdown interrupted. Never throws.</summary>
    public async Task<ProcessResult> ReplaceAsync(QueueMessage message, ProcessResult result)
    {
        try
        {
            return await RequeueAsync(message, TimeSpan.Zero, result with { IsReplaced = true });
        }
        catch (Exception)
        {
            return result;
        }
    }

    private async Task<ProcessResult> RequeueAsync(MessageText text, TimeSpan delay, ProcessResult result)
    {
        // Not canceled by shutdown: the old message is completed only after the new one is durable.
        using var wait = new StoreTimeout(time);
        await queue.EnqueueAsync(text, delay, wait.Token);
        return result;
    }
}
