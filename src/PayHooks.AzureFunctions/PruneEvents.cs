using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PayHooks.Operations;

namespace PayHooks.AzureFunctions;

/// <summary>Prunes once a day: tables have no expiry of their own. The platform runs a timer on one instance only.</summary>
public sealed partial class PruneEvents(IServiceProvider services)
{
    private readonly EventOperations operations = services.GetRequiredService<EventOperations>();
    private readonly ILogger<PruneEvents> logger = services.GetRequiredService<ILogger<PruneEvents>>();

    /// <summary>Seconds, minutes, hours, days, months, weekdays; UTC.</summary>
    internal const string Daily = "0 17 3 * * *";

    /// <summary>Prunes by the configured retention and deduplication window. Unfinished work is left to the next run.</summary>
    [Function(nameof(PruneEvents))]
    public async Task RunAsync([TimerTrigger(Daily)] TimerInfo timer, CancellationToken stopping)
    {
        var pruned = await operations.PruneAsync(stopping);
        LogPruned(logger, pruned.Tombstones, pruned.Removed, pruned.Payments);
    }

    [LoggerMessage(
        EventId = 70, Level = LogLevel.Information,
        Message = "Pruned: {Tombstones} events reduced to tombstones, {Removed} tombstones and {Payments} rows of payments removed")]
    private static partial void LogPruned(ILogger logger, int tombstones, int removed, int payments);
}
