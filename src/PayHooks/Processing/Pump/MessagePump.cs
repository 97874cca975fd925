using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PayHooks.Configuration;
using PayHooks.Diagnostics;
using PayHooks.Serialization;
using PayHooks.Storage;

namespace PayHooks.Processing.Pump;

/// <summary>
/// Takes messages from a queue that PayHooks pumps itself and processes them concurrently. On Azure, the platform's trigger does this.
/// </summary>
internal sealed partial class MessagePump(
    EventProcessor processor, IMessageSource messages, SourceCatalog sources, IngestionLoad load, SlotUsage usage, TimeProvider time,
    ILogger<MessagePump> logger) : BackgroundService
{
    // Under high ingest load, only this many events at a time, after a pause. This drains a backlog with a few hundredths of a CPU.
    private const int FewBesideDeliveries = 8;
    private static readonly TimeSpan PauseBesideDeliveries = TimeSpan.FromMilliseconds(1);
    private const int MostPauses = 4;

    private static readonly TimeSpan OutagePause = TimeSpan.FromSeconds(1);

    private readonly InFlightTracker ending = new();

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var slots = new FairScheduler(
            sources.All.Count, (message, place, isHere) => Start(message, place, isHere, stoppingToken), usage);
        try
        {
            while (true)
            {
                var free = await slots.WaitAsync(stoppingToken);
                var most = await LetDeliveriesPassAsync(stoppingToken) ? free : Math.Min(free, FewBesideDeliveries);
                foreach (var message in await TakeAsync(most, stoppingToken))
                {
                    slots.Add(message, EnvelopeReader.SourceOf(message.Text.Envelope.Span) ?? "");
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping: running work releases its claim, and every message that has begun ends.
            slots.Stop();
            await ending.WaitAsync();
        }
    }

    private void Start(TakenMessage message, FairScheduler.Place place, bool isHere, CancellationToken stopping)
    {
        ending.Begin();
        _ = isHere ? WorkAsync(message, place, stopping) : Task.Run(() => WorkAsync(message, place, stopping), CancellationToken.None);
    }

    // Whether the ingest load has dropped.
    private async ValueTask<bool> LetDeliveriesPassAsync(CancellationToken stopping)
    {
        for (var pauses = 0; load.IsHigh && pauses < MostPauses; pauses++)
        {
            await Task.Delay(PauseBesideDeliveries, time, stopping);
        }

        return !load.IsHigh;
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

    private async Task WorkAsync(TakenMessage message, FairScheduler.Place place, CancellationToken stopping)
    {
        try
        {
            var result = await processor.ProcessAsync(message, stopping, place);
            ProcessLog.Log(logger, result);

            // The outcome is durable: others need not wait until the message is deleted.
            place.GiveBack();
            while (!result.IsMessageEnded && !await TryEndAsync(message, result) && !stopping.IsCancellationRequested)
            {
                await Task.Delay(OutagePause, time, CancellationToken.None);
            }
        }
        finally
        {
            place.GiveBack();
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
            // The message stays taken until the deletion succeeds; after a restart it is processed again.
            LogEndFailed(logger, e);
            return false;
        }
    }

    [LoggerMessage(EventId = 30, Level = LogLevel.Error, Message = "The queue could not be read; trying again.")]
    private static partial void LogTakeFailed(ILogger logger, Exception error);

    [LoggerMessage(EventId = 31, Level = LogLevel.Error, Message = "A message could not be completed or abandoned; trying again.")]
    private static partial void LogEndFailed(ILogger logger, Exception error);
}
