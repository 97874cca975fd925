using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using PayHooks.Notifications;
using PayHooks.Operations;
using PayHooks.Operations.Jobs;

namespace PayHooks.AzureFunctions;

/// <summary>
/// Samples dead letters, waiting messages and silent sources for alerts, sends notifications, and continues jobs that no other instance
/// works on. The platform runs a timer on one instance only, and starts one if the app has scaled to zero.
/// </summary>
public sealed class SampleMetrics(IServiceProvider services)
{
    private readonly StoreMonitor watch = services.GetRequiredService<StoreMonitor>();
    private readonly JobRunner jobs = services.GetRequiredService<JobRunner>();
    private readonly Notifier notifier = services.GetRequiredService<Notifier>();
    private readonly IEnumerable<MeterProvider> meters = services.GetServices<MeterProvider>();

    /// <summary>Every five minutes.</summary>
    internal const string Often = "0 */5 * * * *";

    private const int FlushMilliseconds = 5000;

    // The next run continues.
    private static readonly TimeSpan JobTime = TimeSpan.FromMinutes(4);

    /// <summary>Takes and exports one sample: an instance started for it may be gone before the exporter's one-minute interval has
    /// passed.</summary>
    [Function(nameof(SampleMetrics))]
    public async Task RunAsync([TimerTrigger(Often)] TimerInfo timer, CancellationToken stopping)
    {
        try
        {
            await watch.SampleAsync(stopping);
        }
        finally
        {
            foreach (var provider in meters)
            {
                provider.ForceFlush(FlushMilliseconds);
            }
        }

        try
        {
            await notifier.RunAsync(stopping);
        }
        finally
        {
            await WorkOnJobsAsync(stopping);
        }
    }

    private async Task WorkOnJobsAsync(CancellationToken stopping)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limit.CancelAfter(JobTime);
        try
        {
            await jobs.RunAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            // More is left.
        }
    }
}
