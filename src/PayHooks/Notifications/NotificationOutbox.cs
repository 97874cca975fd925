using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using PayHooks.Configuration;
using PayHooks.Scheduling;
using PayHooks.Storage;

namespace PayHooks.Notifications;

/// <summary>
/// The notifications that are being sent: a row for each notification and target, so that a target that fails neither holds up the others
/// nor makes them get a notification twice.
/// </summary>
/// <remarks>A process that is killed between sending and deleting the row sends the notification again, with the same id.</remarks>
internal sealed partial class NotificationOutbox(
    NotificationSender sender, IStateStore store, TimeProvider time, ILogger<NotificationOutbox> logger)
{
    private const string Partition = "outbox";

    private static readonly TimeSpan Patience = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<int, string> problems = new();

    /// <summary>How many targets there are.</summary>
    public int Targets => sender.Targets.Count;

    /// <summary>Why the last attempt to send failed, for each target whose last attempt failed.</summary>
    public IReadOnlyList<string> Problems => [.. problems.OrderBy(problem => problem.Key).Select(problem => problem.Value)];

    /// <summary>Stores a notification for every target.</summary>
    public async ValueTask AddAsync(Notification notification, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(notification);
        foreach (var target in sender.Targets)
        {
            // In the order of their times.
            var key = string.Create(
                CultureInfo.InvariantCulture, $"{notification.At.UtcDateTime:yyyyMMddHHmmssfff}-{notification.Id}-{target.Number}");
            var pending = new PendingNotification(notification, target.Number);
            await store.WriteAsync(
                Partition, key, JsonSerializer.SerializeToUtf8Bytes(pending, NotificationJson.Default.PendingNotification), null,
                cancellationToken);
        }
    }

    /// <summary>Sends what is stored, oldest first. A target that fails is tried once; what is a day old is then given up.</summary>
    /// <param name="lease">Renewed before each attempt, because several targets that time out take longer than it lasts.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public async ValueTask SendAsync(SharedLease lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        HashSet<int> failed = [];
        foreach (var row in await store.ListAllAsync(Partition, after: null, cancellationToken))
        {
            var pending = JsonSerializer.Deserialize(row.Value.Span, NotificationJson.Default.PendingNotification)!;
            var isOver = time.GetUtcNow() - pending.Content.At >= Patience;

            // Another instance may know a target that this one does not.
            if (!failed.Contains(pending.Target) && sender.Targets.FirstOrDefault(one => one.Number == pending.Target) is { } target)
            {
                if (!await lease.RenewAsync(cancellationToken))
                {
                    return;
                }

                if (await TrySendAsync(pending.Content, target, cancellationToken))
                {
                    isOver = true;
                }
                else
                {
                    failed.Add(target.Number);
                }
            }

            if (isOver)
            {
                await store.DeleteAsync(Partition, row.Key, row.Tag, cancellationToken);
            }
        }
    }

    private async ValueTask<bool> TrySendAsync(Notification notification, NotificationTarget target, CancellationToken cancellationToken)
    {
        try
        {
            await sender.SendAsync(notification, target, cancellationToken);
            problems.TryRemove(target.Number, out _);
            return true;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Without the address, which is a secret.
            problems[target.Number] = $"{target}: {e.Message}";
            LogFailed(logger, target.Number, target.Url.Host, e.Message);
            return false;
        }
    }

    [LoggerMessage(EventId = 150, Level = LogLevel.Warning,
        Message = "Notification target {Number} ({Host}) did not accept a notification; it is sent again later: {Why}")]
    private static partial void LogFailed(ILogger logger, int number, string host, string why);
}
