using Microsoft.Extensions.Hosting;

namespace PayHooks.RocksDb;

/// <summary>
/// Detects within seconds that the folder of a running server was removed or replaced; the next start would not find anything written
/// since. The store then fails, so deliveries get a 503 and the host stops.
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
            // The host is stopping.
        }
    }
}
