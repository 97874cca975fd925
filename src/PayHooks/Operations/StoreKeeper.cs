using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PayHooks.Operations;

/// <summary>
/// What a server that never sleeps does on the side: samples the gauges, prunes once a day, and warns when a source that
/// should not be silent is. On Azure timers and alerts do this.
/// </summary>
public sealed partial class StoreKeeper(
    EventOperations operations, PayHooksOptions options, TimeProvider time, ILogger<StoreKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PruneInterval = TimeSpan.FromDays(1);
    private readonly HashSet<string> silent = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var startedAt = time.GetUtcNow();
        var prunedAt = DateTimeOffset.MinValue;
        try
        {
            while (true)
            {
                try
                {
                    Report(await operations.StatsAsync(stoppingToken), startedAt);
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

    private void Report(EventStats stats, DateTimeOffset startedAt)
    {
        Telemetry.DeadLetters.Record(stats.DeadLetters);
        Telemetry.Waiting.Record(stats.Waiting);
        foreach (var source in stats.Sources)
        {
            var limit = options.Sources.First(one => one.Name == source.Name).SilenceAfter;
            var since = source.LastEventAt ?? startedAt;
            if (limit is null || time.GetUtcNow() - since < limit)
            {
                silent.Remove(source.Name);
            }
            else if (silent.Add(source.Name))
            {
                LogSilent(logger, source.Name, since);
            }
        }
    }

    [LoggerMessage(EventId = 50, Level = LogLevel.Debug, Message = "Pruned: {Tombstones} events reduced to tombstones, {Removed} tombstones removed")]
    private static partial void LogPruned(ILogger logger, int tombstones, int removed);

    [LoggerMessage(EventId = 51, Level = LogLevel.Error, Message = "Pruning or counting failed; trying again.")]
    private static partial void LogFailed(ILogger logger, Exception error);

    [LoggerMessage(EventId = 52, Level = LogLevel.Warning, Message = "Nothing genuine came for source {Source} since {Since:u}. Check the URL in the provider's dashboard.")]
    private static partial void LogSilent(ILogger logger, string source, DateTimeOffset since);
}
