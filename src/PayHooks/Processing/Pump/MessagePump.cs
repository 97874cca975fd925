using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PayHooks.Storage;

namespace PayHooks.Processing.Pump;

/// <summary>Takes messages from a queue that PayHooks pumps itself, and processes them side by side. On Azure the platform's trigger does
/// this.</summary>
internal sealed partial class MessagePump(EventProcessor processor, IMessageSource messages, TimeProvider time, ILogger<MessagePump> logger)
    : BackgroundService
{
    // Taken at once.
    private const int Batch = 64;

    private static readonly TimeSpan OutagePause = TimeSpan.FromSeconds(1);

    // All that PayHooks itself does for an event, on half of the processors: however many events there are, answers have the others.
    private static readonly TaskFactory Work = new(
        CancellationToken.None,
        TaskCreationOptions.DenyChildAttach,
        TaskContinuationOptions.None,
        new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, Math.Max(1, Environment.ProcessorCount / 2)).ConcurrentScheduler);

    private readonly ConcurrencyLimiter places = new();
    private readonly InFlightTracker ending = new();

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        places.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                var free = await places.TakeAsync(Batch, stoppingToken);
                var taken = await TakeAsync(free, stoppingToken);
                places.GiveBack(free - taken.Count);
                foreach (var message in taken)
                {
                    // A stop ends the wait: what was taken is then put back by those who would have worked on it.
                    var place = await places.HoldAsync(message.Text.Length, stoppingToken);
                    ending.Begin();
                    _ = Work.StartNew(() => WorkAsync(message, place, stoppingToken), CancellationToken.None);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping: what runs releases its claim, and every message is ended.
            await ending.WaitAsync();
        }
    }

    private async Task<IReadOnlyList<TakenMessage>> TakeAsync(int max, CancellationToken stopping)
    {
        try
        {
            return await messages.TakeAsync(max, stopping);
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            LogTakeFailed(logger, e);
            await Task.Delay(OutagePause, time, stopping);
            return [];
        }
    }

    private async Task WorkAsync(TakenMessage message, ConcurrencyLimiter.Place place, CancellationToken stopping)
    {
        try
        {
            // A stop ends the wait; the processor then puts the message back as if it had never been taken.
            await place.WaitForTurnAsync(stopping);
            var result = await processor.ProcessAsync(message, stopping, place.HandlersEnded);
            ProcessLog.Log(logger, result);

            // The outcome is durable: others need not wait until the message is gone, too. The writer ends it before it takes more.
            var ended = TryEndAsync(message, result);
            place.GiveBack();
            while (!await ended && !stopping.IsCancellationRequested)
            {
                await Task.Delay(OutagePause, time, CancellationToken.None);
                ended = TryEndAsync(message, result);
            }
        }
        finally
        {
            ending.End();
        }
    }

    private async Task<bool> TryEndAsync(TakenMessage message, ProcessResult result)
    {
        try
        {
            await (result.CompleteMessage
                ? messages.DeleteAsync(message, CancellationToken.None)
                : messages.ReturnAsync(message, result.ReturnAfter, CancellationToken.None));
            return true;
        }
        catch (Exception e)
        {
            // Until it succeeds the message stays taken; after a restart it is looked at again.
            LogEndFailed(logger, e);
            return false;
        }
    }

    [LoggerMessage(EventId = 30, Level = LogLevel.Error, Message = "The queue could not be read; trying again.")]
    private static partial void LogTakeFailed(ILogger logger, Exception error);

    [LoggerMessage(EventId = 31, Level = LogLevel.Error, Message = "A message could not be ended; trying again.")]
    private static partial void LogEndFailed(ILogger logger, Exception error);
}
