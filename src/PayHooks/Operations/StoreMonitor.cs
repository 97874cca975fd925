using System.Diagnostics;
using Microsoft.Extensions.Logging;
using PayHooks.Configuration;
using PayHooks.Diagnostics;
using PayHooks.Operations.Metrics;

namespace PayHooks.Operations;

/// <summary>
/// Samples the gauges; warns once when a source that should not be silent is, and daily when a provider goes on signing with a
/// secret that is to be retired.
/// </summary>
internal sealed partial class StoreMonitor(
    EventOperations operations, SourceReport report, SourceCatalog sources, PayHooksOptions options, TimeProvider time, ILogger<StoreMonitor> logger)
{
    // Not before the process has run so long: whoever has just set a new secret is about to change it at the provider.
    private static readonly TimeSpan RotationInterval = TimeSpan.FromHours(1);
    private static readonly TimeSpan RotationWarning = TimeSpan.FromDays(1);

    private readonly DateTimeOffset startedAt = time.GetUtcNow();
    private readonly HashSet<string> silent = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> warnedOfOldSecret = new(StringComparer.Ordinal);
    private DateTimeOffset rotationSeenAt = time.GetUtcNow();

    /// <summary>Takes one sample. Not for several callers at once.</summary>
    public async ValueTask SampleAsync(CancellationToken cancellationToken)
    {
        var stats = await operations.StatsAsync(cancellationToken);
        Telemetry.DeadLetters.Record(stats.DeadLetters);
        Telemetry.Waiting.Record(stats.Waiting);
        foreach (var source in stats.Sources)
        {
            var limit = options.Sources.First(one => one.Name == source.Name).SilenceAfter;
            var since = source.LastEventAt ?? startedAt;
            var overdue = limit is null ? TimeSpan.Zero : time.GetUtcNow() - since - limit.Value;
            if (limit is not null)
            {
                Telemetry.SourceOverdue.Record(Math.Max(0, overdue.TotalSeconds), new TagList { { "source", source.Name } });
            }

            if (limit is null || overdue < TimeSpan.Zero)
            {
                silent.Remove(source.Name);
            }
            else if (silent.Add(source.Name))
            {
                LogSilent(logger, source.Name, since);
            }
        }

        if (time.GetUtcNow() - rotationSeenAt >= RotationInterval)
        {
            await WatchRotationAsync(cancellationToken);
            rotationSeenAt = time.GetUtcNow();
        }
    }

    private async ValueTask WatchRotationAsync(CancellationToken cancellationToken)
    {
        foreach (var source in sources.All.Where(source => source.Settings.Secrets.Count > 1))
        {
            var state = await report.ReadAsync(source, cancellationToken);
            if (!state.OldSecret)
            {
                warnedOfOldSecret.Remove(state.Name);
            }
            else if (!warnedOfOldSecret.TryGetValue(state.Name, out var at) || time.GetUtcNow() - at >= RotationWarning)
            {
                warnedOfOldSecret[state.Name] = time.GetUtcNow();
                LogOldSecret(logger, state.Name, state.Secrets - 1);
            }
        }
    }

    [LoggerMessage(EventId = 53, Level = LogLevel.Warning, Message = "The provider still signs with an old secret of source {Source}: the newest, {Newest}, has matched nothing for a day. Change it in the provider's dashboard, or remove it here.")]
    private static partial void LogOldSecret(ILogger logger, string source, int newest);

    [LoggerMessage(EventId = 52, Level = LogLevel.Warning, Message = "Nothing genuine came for source {Source} since {Since:u}. Check the URL in the provider's dashboard.")]
    private static partial void LogSilent(ILogger logger, string source, DateTimeOffset since);
}
