using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PayHooks.Storage;

namespace PayHooks.Processing;

/// <summary>Takes messages from a queue that PayHooks pumps itself, and processes them side by side. On Azure the platform's trigger does this.</summary>
public sealed partial class EventPump(EventProcessor processor, IMessageSource messages, TimeProvider time, ILogger<EventPump> logger)
    : BackgroundService
{
    /// <summary>How many messages are worked on at the same time.</summary>
    public const int Concurrency = 64;

    private static readonly TimeSpan OutagePause = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var free = new SemaphoreSlim(Concurrency, Concurrency);
        try
        {
            while (true)
            {
                await free.WaitAsync(stoppingToken);
                var slots = 1;
                while (slots < Concurrency && free.Wait(0, CancellationToken.None))
                {
                    slots++;
                }

                IReadOnlyList<TakenMessage> taken = [];
                try
                {
                    taken = await TakeAsync(slots, stoppingToken);
                }
                finally
                {
                    // Also when a stop ends the wait: below, every slot must become free again.
                    if (slots > taken.Count)
                    {
                        free.Release(slots - taken.Count);
                    }
                }

                foreach (var message in taken)
                {
                    _ = Task.Run(() => WorkAsync(message, free, stoppingToken), CancellationToken.None);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping: what runs releases its claim; wait until every slot is free again.
            for (var slot = 0; slot < Concurrency; slot++)
            {
                await free.WaitAsync(CancellationToken.None);
            }
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

    private async Task WorkAsync(TakenMessage message, SemaphoreSlim free, CancellationToken stopping)
    {
        try
        {
            var result = await processor.ProcessAsync(message.Text, message.DequeueCount, stopping);
            ProcessLog.Log(logger, result);
            while (!await TryEndAsync(message, result) && !stopping.IsCancellationRequested)
            {
                await Task.Delay(OutagePause, time, CancellationToken.None);
            }
        }
        finally
        {
            free.Release();
        }
    }

    private async Task<bool> TryEndAsync(TakenMessage message, ProcessResult result)
    {
        try
        {
            await (result.EndMessage
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
