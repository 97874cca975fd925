using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using PayHooks.Operations;

namespace PayHooks.AzureFunctions;

/// <summary>
/// Samples dead letters, waiting messages and silent sources for alerts. The platform runs a timer on one instance only, and starts one if
/// the app has scaled to zero.
/// </summary>
public sealed class SampleMetrics(IServiceProvider services)
{
    private readonly StoreMonitor watch = services.GetRequiredService<StoreMonitor>();
    private readonly IEnumerable<MeterProvider> meters = services.GetServices<MeterProvider>();

    /// <summary>Every five minutes.</summary>
    internal const string Often = "0 */5 * * * *";

    private const int FlushMilliseconds = 5000;

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
    }
}
