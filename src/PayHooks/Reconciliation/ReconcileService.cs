using Microsoft.Extensions.Hosting;

namespace PayHooks.Reconciliation;

/// <summary>Reconciles the sources of a long-running server on schedule. On Azure, a timer does this.</summary>
internal sealed class ReconcileService(Reconciler reconciler, ReconcileLog log, TimeProvider time) : BackgroundService
{
    /// <summary>How often to look whether a source is due.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        if (!reconciler.HasSchedule)
        {
            return;
        }

        try
        {
            while (true)
            {
                // First the queue that is left from the last process: what waits in it is not missing.
                await Task.Delay(Interval, time, stoppingToken);
                try
                {
                    await reconciler.RunDueAsync(stoppingToken);
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    log.Failed("all sources", e);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }
}
