using Microsoft.Extensions.Logging;
using PayHooks.Scheduling;

namespace PayHooks.Operations;

/// <summary>
/// Maintenance of a long-running server: monitors the store and prunes once a day. On Azure, timers do this.
/// </summary>
internal sealed partial class MaintenanceService(
    EventOperations operations, StoreMonitor watch, TimeProvider time, ILogger<MaintenanceService> logger) : RepeatedWork(time)
{
    private static readonly TimeSpan PruneInterval = TimeSpan.FromDays(1);
    private static readonly TimeSpan FirstPruning = TimeSpan.FromMinutes(10);

    private readonly TimeProvider time = time;

    // The monotonic clock. The first run is delayed, so that a process started with a wrong clock can still be stopped.
    private long prunedAt = time.GetTimestamp();
    private TimeSpan pruneWait = FirstPruning;

    /// <inheritdoc/>
    protected override TimeSpan Wait => TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    protected override async Task RunOnceAsync(CancellationToken stopping)
    {
        await watch.SampleAsync(stopping);
        if (time.GetElapsedTime(prunedAt) >= pruneWait)
        {
            (prunedAt, pruneWait) = (time.GetTimestamp(), PruneInterval);
            await PruneAsync(stopping);
        }
    }

    /// <inheritdoc/>
    protected override void LogFailed(Exception error) => LogFailed(logger, error);

    private async Task PruneAsync(CancellationToken stopping)
    {
        var pruned = await operations.PruneAsync(stopping);
        if (pruned.Postponed is { } reason)
        {
            LogPostponed(logger, reason);
        }
        else
        {
            LogPruned(logger, pruned.Tombstones, pruned.Removed, pruned.Payments);
        }
    }

    [LoggerMessage(EventId = 54, Level = LogLevel.Warning, Message = "Nothing is pruned: {Reason}")]
    private static partial void LogPostponed(ILogger logger, string reason);

    [LoggerMessage(
        EventId = 50, Level = LogLevel.Debug,
        Message = "Pruned: {Tombstones} events reduced to tombstones, {Removed} tombstones and {Payments} rows of payments removed")]
    private static partial void LogPruned(ILogger logger, int tombstones, int removed, int payments);

    [LoggerMessage(EventId = 51, Level = LogLevel.Error, Message = "Pruning or counting failed; trying again.")]
    private static partial void LogFailed(ILogger logger, Exception error);
}
