using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using PayHooks.Reconciliation;

namespace PayHooks.AzureFunctions;

/// <summary>
/// Compares the sources that are due with their providers' APIs. The platform runs a timer on one instance only, and a lease keeps a run
/// that was requested over HTTP apart. Without a source that has a key for an API, it does nothing.
/// </summary>
public sealed class ReconcileSources(IServiceProvider services)
{
    private readonly Reconciler reconciler = services.GetRequiredService<Reconciler>();
    private readonly IEnumerable<MeterProvider> meters = services.GetServices<MeterProvider>();

    /// <summary>Every five minutes, between the samples of <see cref="SampleMetrics"/>; each source has its own interval.</summary>
    internal const string Often = "0 2/5 * * * *";

    private const int FlushMilliseconds = 5000;

    /// <summary>Runs what is due, and exports its metrics before an instance started for it is gone.</summary>
    [Function(nameof(ReconcileSources))]
    public async Task RunAsync([TimerTrigger(Often)] TimerInfo timer, CancellationToken stopping)
    {
        if (!reconciler.HasSchedule)
        {
            return;
        }

        try
        {
            await reconciler.RunDueAsync(stopping);
        }
        finally
        {
            foreach (var provider in meters)
            {
                provider.ForceFlush(FlushMilliseconds);
            }
        }
    }
}
