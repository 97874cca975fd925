using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PayHooks.Storage;

namespace PayHooks.Processing;

/// <summary>Takes messages from a queue that PayHooks pumps itself, and processes them side by side. On Azure the platform's trigger does this.</summary>
public sealed partial class EventPump(EventProcessor processor, IMessageSource messages, TimeProvider time, ILogger<EventPump> logger)
    : BackgroundService
{
    /// <summary>Of how many events handlers run at the same time.</summary>
    public const int Concurrency = 64;

    /// <summary>How many messages are taken and not yet ended.</summary>
    public const int Places = 8 * Concurrency;

    // More wait for their outcome to be durable, or for their turn: so the store writes large groups. A message takes one place, a
    // large one more: what is taken is in memory.
    private const int BytesOfPlace = 64 * 1024;

    // Taken at once.
    private const int Batch = 64;

    private static readonly TimeSpan OutagePause = TimeSpan.FromSeconds(1);

    // All that PayHooks itself does for an event. Half of the processors are always free for answers, however many events there are.
    private static readonly TaskFactory Work = new(
        CancellationToken.None,
        TaskCreationOptions.DenyChildAttach,
        TaskContinuationOptions.None,
        new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, Math.Max(1, Environment.ProcessorCount / 2)).ConcurrentScheduler);

    private readonly SemaphoreSlim places = new(Places, Places);
    private readonly SemaphoreSlim turns = new(Concurrency, Concurrency);
    private readonly EndingMessages ending = new();

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        places.Dispose();
        turns.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await places.WaitAsync(stoppingToken);
                var free = 1;
                while (free < Batch && places.Wait(0, CancellationToken.None))
                {
                    free++;
                }

                var taken = await TakeAsync(free, stoppingToken);
                if (free > taken.Count)
                {
                    places.Release(free - taken.Count);
                }

                foreach (var message in taken)
                {
                    var held = await HoldAsync(message, stoppingToken);
                    ending.Begin();
                    _ = Work.StartNew(() => WorkAsync(message, held, stoppingToken), CancellationToken.None);
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

    // A stop ends the wait: what was taken is then put back by those who would have worked on it.
    private async Task<int> HoldAsync(TakenMessage message, CancellationToken stopping)
    {
        var held = 1;
        while (held < Places / 2 && held <= message.Text.Length / BytesOfPlace)
        {
            await places.WaitAsync(stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stopping.IsCancellationRequested)
            {
                break;
            }

            held++;
        }

        return held;
    }

    private async Task WorkAsync(TakenMessage message, int held, CancellationToken stopping)
    {
        try
        {
            var result = await ProcessAsync(message, stopping);
            ProcessLog.Log(logger, result);

            // The outcome is durable: others need not wait until the message is gone, too. The writer ends it before it takes more.
            var ended = TryEndAsync(message, result);
            places.Release(held);
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

    private async Task<ProcessResult> ProcessAsync(TakenMessage message, CancellationToken stopping)
    {
        // A stop ends the wait; the processor then puts the message back as if it had never been taken.
        await turns.WaitAsync(stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var hasTurn = stopping.IsCancellationRequested ? 0 : 1;
        void GiveTurn()
        {
            if (Interlocked.Exchange(ref hasTurn, 0) == 1)
            {
                turns.Release();
            }
        }

        try
        {
            return await processor.ProcessAsync(message.Text, message.DequeueCount, stopping, GiveTurn);
        }
        finally
        {
            GiveTurn();
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
