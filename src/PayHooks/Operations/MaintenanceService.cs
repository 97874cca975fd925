using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PayHooks.Operations;

/// <summary>
/// What a server that never sleeps does on the side: watches the store and prunes once a day. On Azure timers do this.
/// </summary>
internal sealed partial class MaintenanceService(
    EventOperations operations, StoreMonitor watch, TimeProvider time, ILogger<MaintenanceService> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PruneInterval = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var prunedAt = DateTimeOffset.MinValue;
        try
        {
            while (true)
            {
                try
                {
                    await watch.SampleAsync(stoppingToken);
                    if (time.GetUtcNow() - prunedAt >= PruneInterval)
                    {
                        prunedAt = time.GetUtcNow();
                        var pruned = await operations.PruneAsync(stoppingToken);
                        LogPruned(logger, pruned.Tombstones, pruned.Removed);
                    }
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    LogFailed(logger, e);
                }

                await Task.Delay(Interval, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    [LoggerMessage(EventId = 50, Level = LogLevel.Debug, Message = "Pruned: {Tombstones} events reduced to tombstones, {Removed} tombstones removed")]
    private static partial void LogPruned(ILogger logger, int tombstones, int removed);

    [LoggerMessage(EventId = 51, Level = LogLevel.Error, Message = "Pruning or counting failed; trying again.")]
    private static partial void LogFailed(ILogger logger, Exception error);
}
