using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PayHooks.RocksDb;

/// <summary>
/// Stops the host when the store has failed. After a restart by the service manager, every acknowledged delivery is available.
/// </summary>
internal sealed partial class StoreFailureMonitor(RocksDbStore store, IHostApplicationLifetime host, ILogger<StoreFailureMonitor> logger)
    : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await store.WaitForFailureAsync(stoppingToken);
        }
        catch (RocksDbStoreException e)
        {
            LogFailed(logger, e.Message, e.InnerException);
            host.StopApplication();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host is stopping for another reason.
        }
    }

    [LoggerMessage(EventId = 80, Level = LogLevel.Critical, Message = "{Why}")]
    private static partial void LogFailed(ILogger logger, string why, Exception? error);
}
