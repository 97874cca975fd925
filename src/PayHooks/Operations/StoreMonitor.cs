using System.Diagnostics;
using Microsoft.Extensions.Logging;
using PayHooks.Diagnostics;

namespace PayHooks.Operations;

/// <summary>
/// Samples the gauges; warns once when a source becomes silent, and daily while a provider still signs with a secret that should be
/// retired.
/// </summary>
internal sealed partial class StoreMonitor(
    EventOperations operations, SourceReport report, TimeProvider time, ILogger<StoreMonitor> logger)
{
    // Skip the first hour: a rotation has probably just started.
    private static readonly TimeSpan RotationInterval = TimeSpan.FromHours(1);
    private static readonly TimeSpan RotationWarning = TimeSpan.FromDays(1);

    private readonly HashSet<string> silent = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> warnedOfOldSecret = new(StringComparer.Ordinal);
    private DateTimeOffset rotationSeenAt = time.GetUtcNow();

    /// <summary>Takes one sample. Not thread-safe.</summary>
    public async ValueTask SampleAsync(CancellationToken cancellationToken)
    {
        var stats = await operations.StatsAsync(cancellationToken);
        Telemetry.DeadLetters.Record(stats.DeadLetters);
        Telemetry.Waiting.Record(stats.Waiting);
        foreach (var status in stats.Sources)
        {
            if (status.Overdue is { } overdue)
            {
                Telemetry.SourceOverdue.Record(Math.Max(0, overdue.TotalSeconds), new TagList { { "source", status.Name } });
            }

            if (!status.Silent)
            {
                silent.Remove(status.Name);
            }
            else if (silent.Add(status.Name))
            {
                LogSilent(logger, status.Name, status.HeardOf);
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
        foreach (var state in (await report.ReadAsync(cancellationToken)).Sources)
        {
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

    [LoggerMessage(EventId = 53, Level = LogLevel.Warning,
        Message = "The provider still signs with an old secret of source {Source}: the newest, {Newest}, has matched nothing for a day. "
        + "Change it in the provider's dashboard, or remove it here.")]
    private static partial void LogOldSecret(ILogger logger, string source, int newest);

    [LoggerMessage(EventId = 52, Level = LogLevel.Warning,
        Message = "Nothing genuine came for source {Source} since {Since:u}. Check the URL in the provider's dashboard.")]
    private static partial void LogSilent(ILogger logger, string source, DateTimeOffset since);
}
