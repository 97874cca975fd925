using Microsoft.Extensions.Hosting;

namespace PayHooks.RocksDb;

/// <summary>
/// Notices within seconds that the folder of a running server was removed or replaced: what is written then reaches no folder that the
/// next start would find. The store fails, so that deliveries get a 503 and the host stops.
/// </summary>
internal sealed class FolderMonitor(RocksDbStore store, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken) && !store.CheckFolder())
            {
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }
}
