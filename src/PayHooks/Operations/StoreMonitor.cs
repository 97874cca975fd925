using System.Diagnostics;
using Microsoft.Extensions.Logging;
using PayHooks.Diagnostics;
using PayHooks.Registration;
using PayHooks.Storage;

namespace PayHooks.Operations;

/// <summary>
/// Samples the gauges; warns once when a source becomes silent, and daily while a provider still signs with a secret that should be
/// retired; drains queues that nothing reads.
/// </summary>
internal sealed partial class StoreMonitor(
    EventOperations operations, SourceReport report, EndpointHealth endpoints, SlotUsage slots, TimeProvider time,
    ILogger<StoreMonitor> logger, IStrayQueues? strayQueues = null)
{
    // Skip the first hour: a rotation has probably just started.
    private static readonly TimeSpan RotationInterval = TimeSpan.FromHours(1);
    private static readonly TimeSpan RotationWarning = TimeSpan.FromDays(1);

    private readonly HashSet<string> silent = new(StringComparer.Ordinal);
    private readonly HashSet<(string Name, string? Account)> stray = [];
    private readonly Dictionary<string, DateTimeOffset> warnedOfOldSecret = new(StringComparer.Ordinal);
    private DateTimeOffset rotationSeenAt = time.GetUtcNow();

    /// <summary>Takes one sample. Not thread-safe.</summary>
    public async ValueTask SampleAsync(CancellationToken cancellationToken)
    {
        var stats = await operations.StatsAsync(cancellationToken);
        Telemetry.DeadLetters.Record(stats.DeadLetters);
        Telemetry.Waiting.Record(stats.Waiting);
        Telemetry.SlotsFull.Record(slots.FullFor.TotalSeconds);
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

        foreach (var (source, problem) in await endpoints.ReadAsync(cancellationToken))
        {
            Telemetry.EndpointProblem.Record(problem is null ? 0 : 1, new TagList { { "source", source } });
        }

        if (time.GetUtcNow() - rotationSeenAt >= RotationInterval)
        {
            await WatchRotationAsync(cancellationToken);
            rotationSeenAt = time.GetUtcNow();
        }

        if (strayQueues is not null)
        {
            await DrainAsync(strayQueues, cancellationToken);
        }
    }

    // Counted before they are moved: an operator should know that there were any.
    private async ValueTask DrainAsync(IStrayQueues queues, CancellationToken cancellationToken)
    {
        var found = await queues.FindAsync(cancellationToken);
        Telemetry.StrayMessages.Record(found.Sum(queue => queue.Messages));
        stray.IntersectWith(found.Select(queue => (queue.Name, queue.Account)));
        foreach (var queue in found)
        {
            if (stray.Add((queue.Name, queue.Account)))
            {
                LogFound(queue);
            }

            if (await queues.DrainAsync(queue, cancellationToken) is > 0 and var moved)
            {
                LogDrained(logger, moved, queue.Name);
            }
        }
    }

    private void LogFound(StrayQueue queue)
    {
        if (queue.Account is { } account)
        {
            LogFormer(logger, queue.Name, account, queue.Messages);
        }
        else
        {
            LogStray(logger, queue.Name, queue.Messages);
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

    [LoggerMessage(EventId = 56, Level = LogLevel.Warning,
        Message = "Queue {Queue} holds {Messages} messages and is beyond PayHooks__Queues, so nothing reads it. They are moved to the "
        + "first queue as they become due. If PayHooks__Queues was not lowered, another app uses this storage account with a higher "
        + "number.")]
    private static partial void LogStray(ILogger logger, string queue, long messages);

    [LoggerMessage(EventId = 58, Level = LogLevel.Warning,
        Message = "Queue {Queue} in the account of {Account} holds {Messages} messages, but the queues are in another account now, so "
        + "nothing reads it. They are moved to the first queue as they become due.")]
    private static partial void LogFormer(ILogger logger, string queue, string account, long messages);

    [LoggerMessage(EventId = 57, Level = LogLevel.Information, Message = "Moved {Moved} messages from queue {Queue} to the first queue")]
    private static partial void LogDrained(ILogger logger, long moved, string queue);

    [LoggerMessage(EventId = 52, Level = LogLevel.Warning,
        Message = "No genuine delivery has arrived for source {Source} since {Since:u}. Check the URL in the provider's dashboard.")]
    private static partial void LogSilent(ILogger logger, string source, DateTimeOffset since);
}
