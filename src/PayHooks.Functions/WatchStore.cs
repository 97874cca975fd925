using Microsoft.Azure.Functions.Worker;
using PayHooks.Operations;

namespace PayHooks.Functions;

/// <summary>Samples dead letters, waiting messages and silent sources: what alerts look at. The platform runs a timer on one instance only.</summary>
public sealed class WatchStore(StoreWatch watch)
{
    /// <summary>Every five minutes.</summary>
    internal const string Often = "0 */5 * * * *";

    /// <summary>Takes one sample.</summary>
    [Function(nameof(WatchStore))]
    public Task RunAsync([TimerTrigger(Often)] TimerInfo timer, CancellationToken stopping) => watch.SampleAsync(stopping).AsTask();
}
