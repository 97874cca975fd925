using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace PayHooks.Operations;

/// <summary>Samples the gauges, and warns once when a source that should not be silent is.</summary>
public sealed partial class StoreWatch(EventOperations operations, PayHooksOptions options, TimeProvider time, ILogger<StoreWatch> logger)
{
    private readonly DateTimeOffset startedAt = time.GetUtcNow();
    private readonly HashSet<string> silent = new(StringComparer.Ordinal);

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
    }

    [LoggerMessage(EventId = 52, Level = LogLevel.Warning, Message = "Nothing genuine came for source {Source} since {Since:u}. Check the URL in the provider's dashboard.")]
    private static partial void LogSilent(ILogger logger, string source, DateTimeOffset since);
}
