using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PayHooks.RocksDb;

/// <summary>Monitors the wall clock: stores the last time seen, and finds messages scheduled by a wrong clock.</summary>
internal sealed partial class ClockMonitor(RocksDbStore store, TimeProvider time, ILogger<ClockMonitor> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                await store.WatchClockAsync(LogMisdated, stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host is stopping.
        }
    }

    private void LogMisdated(int count) => LogMisdated(logger, count);

    [LoggerMessage(EventId = 81, Level = LogLevel.Warning, Message = "{Count} messages were scheduled by a wrong clock. They are due now.")]
    private static partial void LogMisdated(ILogger logger, int count);
}
