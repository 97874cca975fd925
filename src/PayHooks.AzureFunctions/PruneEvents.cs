using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PayHooks.Operations;

namespace PayHooks.AzureFunctions;

/// <summary>Prunes every hour: tables have no expiry of their own. The platform runs a timer on one instance only.</summary>
public sealed partial class PruneEvents(IServiceProvider services)
{
    private readonly EventOperations operations = services.GetRequiredService<EventOperations>();
    private readonly ILogger<PruneEvents> logger = services.GetRequiredService<ILogger<PruneEvents>>();

    /// <summary>Seconds, minutes, hours, days, months, weekdays; UTC.</summary>
    internal const string Hourly = "0 17 * * * *";

    /// <summary>Prunes by the configured retention and deduplication window. Unfinished work is left to the next run.</summary>
    [Function(nameof(PruneEvents))]
    public async Task RunAsync([TimerTrigger(Hourly)] TimerInfo timer, CancellationToken stopping)
    {
        var pruned = await operations.PruneAsync(stopping);
        if (pruned.Postponed is { } reason)
        {
            LogPostponed(logger, reason);
        }
        else
        {
            LogPruned(logger, pruned.Days, pruned.Tombstones, pruned.Removed, pruned.Payments);
        }
    }

    [LoggerMessage(EventId = 75, Level = LogLevel.Warning, Message = "Nothing is pruned: {Reason}")]
    private static partial void LogPostponed(ILogger logger, string reason);

    [LoggerMessage(
        EventId = 70, Level = LogLevel.Information,
        Message = "Pruned: {Days} days of events and {Tombstones} kept events dropped, {Removed} rows of events and {Payments} of payments "
            + "removed")]
    private static partial void LogPruned(ILogger logger, int days, int tombstones, int removed, int payments);
}
