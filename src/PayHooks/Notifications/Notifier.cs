using System.Text.Json;
using Microsoft.Extensions.Logging;
using PayHooks.Scheduling;
using PayHooks.Storage;

namespace PayHooks.Notifications;

/// <summary>
/// Sends what is new to the targets, collected to at most one notification in five minutes. What lasts is reported once, by one instance;
/// what is over for an hour is reported again when it returns.
/// </summary>
/// <remarks>
/// A notification is stored before it is sent, and its notices are known from then on. A process that is killed between sending and
/// recording sends it again, with the same id.
/// </remarks>
internal sealed partial class Notifier(
    NoticeFinder finder, NotificationSender sender, IStateStore store, TimeProvider time, ILogger<Notifier> logger) : IDisposable
{
    private const string Known = "notice";
    private const string Outbox = "notification";
    private const string PendingKey = "pending";
    private const string LastKey = "last";
    private const int PageSize = 500;
    private const int MostNotices = 20;

    private static readonly TimeSpan LeaseLength = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Patience = TimeSpan.FromDays(1);
    private static readonly TimeSpan Forgotten = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim running = new(1);

    /// <summary>Why the last attempt to send failed; null if it succeeded.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether there are targets.</summary>
    public bool IsNeeded => sender.Targets.Count > 0;

    /// <summary>Looks once, and sends.</summary>
    /// <exception cref="Exception">The store cannot be used; the next call tries again.</exception>
    public async ValueTask RunAsync(CancellationToken cancellationToken)
    {
        if (!IsNeeded || !await running.WaitAsync(TimeSpan.Zero, cancellationToken))
        {
            return;
        }

        try
        {
            await using var lease = await SharedLease.TakeAsync(store, "notify", LeaseLength, time, cancellationToken);
            if (lease is not null && await SendPendingAsync(lease, cancellationToken))
            {
                await PrepareAsync(cancellationToken);
                await SendPendingAsync(lease, cancellationToken);
            }
        }
        finally
        {
            running.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => running.Dispose();

    // Whether nothing is left to send.
    private async ValueTask<bool> SendPendingAsync(SharedLease lease, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(Outbox, PendingKey, cancellationToken) is not { } row)
        {
            return true;
        }

        var pending = JsonSerializer.Deserialize(row.Value.Span, NotificationJson.Default.PendingNotification)!;
        var isOld = time.GetUtcNow() - pending.Content.At >= Patience;
        List<int> left = [];
        foreach (var target in sender.Targets.Where(target => pending.Targets.Contains(target.Number)))
        {
            // Several targets that time out take longer than the lease lasts.
            if (!await lease.RenewAsync(cancellationToken))
            {
                return false;
            }

            try
            {
                await sender.SendAsync(pending.Content, target, cancellationToken);
                Problem = null;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                // Without the address, which is a secret.
                Problem = $"{target}: {e.Message}";
                LogFailed(logger, target.Number, target.Url.Host, e.Message);
                left.Add(target.Number);
            }
        }

        if (left.Count == 0 || isOld)
        {
            await store.DeleteAsync(Outbox, PendingKey, row.Tag, cancellationToken);
            return true;
        }

        if (left.Count < pending.Targets.Count)
        {
            await store.WriteAsync(Outbox, PendingKey, ToJson(pending with { Targets = left }), row.Tag, cancellationToken);
        }

        return false;
    }

    private async ValueTask PrepareAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var notices = await finder.FindAsync(cancellationToken);
        var known = await ListAsync(cancellationToken);
        await ForgetAsync(known, notices, now, cancellationToken);
        Notice[] unknown = [.. notices.Where(notice => !known.ContainsKey(notice.Key))];
        var last = await store.FindAsync(Outbox, LastKey, cancellationToken);

        // A last time that is in the future was written by a clock that was wrong.
        if (unknown.Length == 0 || (last is not null && now - TimeOf(last) is var ago && ago >= TimeSpan.Zero && ago < Interval))
        {
            return;
        }

        var content = new Notification
        {
            Id = $"ntf_{RandomHex.Of(24)}",
            At = now,
            Notices = [.. unknown.Take(MostNotices)],
            More = Math.Max(0, unknown.Length - MostNotices),
        };

        // First the notification: after a kill, some notices are reported twice rather than never.
        var pending = new PendingNotification(content, [.. sender.Targets.Select(target => target.Number)]);
        if (await store.WriteAsync(Outbox, PendingKey, ToJson(pending), null, cancellationToken) is null)
        {
            return;
        }

        foreach (var notice in unknown)
        {
            await WriteAsync(notice.Key, new NoticeRow(now, null), null, cancellationToken);
        }

        await store.WriteAsync(
            Outbox, LastKey, JsonSerializer.SerializeToUtf8Bytes(new NoticeRow(now, null), NotificationJson.Default.NoticeRow),
            StateRow.AnyTag, cancellationToken);
    }

    private async ValueTask ForgetAsync(
        Dictionary<string, (NoticeRow Notice, string Tag)> known, IReadOnlyList<Notice> notices, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var lasting = notices.Select(notice => notice.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var (key, (row, tag)) in known)
        {
            if (lasting.Contains(key))
            {
                if (row.GoneAt is not null)
                {
                    await WriteAsync(key, row with { GoneAt = null }, tag, cancellationToken);
                }
            }
            else if (row.GoneAt is not { } gone)
            {
                await WriteAsync(key, row with { GoneAt = now }, tag, cancellationToken);
            }
            else if (now - gone >= Forgotten)
            {
                await store.DeleteAsync(Known, key, tag, cancellationToken);
            }
        }
    }

    private async ValueTask<Dictionary<string, (NoticeRow Notice, string Tag)>> ListAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, (NoticeRow Notice, string Tag)> known = new(StringComparer.Ordinal);
        string? after = null;
        do
        {
            var rows = await store.ListAsync(Known, after, PageSize, cancellationToken);
            foreach (var row in rows)
            {
                known[row.Key] = (JsonSerializer.Deserialize(row.Value.Span, NotificationJson.Default.NoticeRow)!, row.Tag);
            }

            after = rows.Count == PageSize ? rows[^1].Key : null;
        }
        while (after is not null);

        return known;
    }

    private async ValueTask WriteAsync(
        string key, NoticeRow row, string? tag, CancellationToken cancellationToken) => await store.WriteAsync(
        Known, key, JsonSerializer.SerializeToUtf8Bytes(row, NotificationJson.Default.NoticeRow), tag, cancellationToken);

    private static DateTimeOffset TimeOf(StateRow row) =>
        JsonSerializer.Deserialize(row.Value.Span, NotificationJson.Default.NoticeRow)!.Since;

    private static byte[] ToJson(PendingNotification pending) =>
        JsonSerializer.SerializeToUtf8Bytes(pending, NotificationJson.Default.PendingNotification);

    [LoggerMessage(EventId = 150, Level = LogLevel.Warning,
        Message = "Notification target {Number} ({Host}) did not take a notification; trying again: {Why}")]
    private static partial void LogFailed(ILogger logger, int number, string host, string why);
}
