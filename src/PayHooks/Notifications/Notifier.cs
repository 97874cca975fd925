using System.Text.Json;
using PayHooks.Scheduling;
using PayHooks.Storage;

namespace PayHooks.Notifications;

/// <summary>
/// Sends what is new to the targets, collected to at most one notification in about five minutes. What lasts is reported once, by one
/// instance; what was over for an hour is reported again when it returns.
/// </summary>
internal sealed class Notifier(NoticeFinder finder, NotificationOutbox outbox, IStateStore store, TimeProvider time) : IDisposable
{
    private const string Known = "notice";
    private const string Notified = "notification";
    private const string LastKey = "last";
    private const int MostNotices = 20;

    private static readonly TimeSpan LeaseLength = TimeSpan.FromSeconds(30);

    // Less than five minutes: on Azure, a timer runs this every five minutes, and a run that starts a moment earlier in its interval than
    // the one before would find that five minutes have not passed, and leave its notices to the next.
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(4.5);
    private static readonly TimeSpan Forgotten = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim running = new(1);

    /// <summary>Whether there are targets.</summary>
    public bool IsNeeded => outbox.Targets > 0;

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
            if (lease is not null)
            {
                await PrepareAsync(cancellationToken);
                await outbox.SendAsync(lease, cancellationToken);
            }
        }
        finally
        {
            running.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => running.Dispose();

    private async ValueTask PrepareAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var notices = await finder.FindAsync(cancellationToken);
        var known = await ListAsync(cancellationToken);
        await ForgetAsync(known, notices, now, cancellationToken);
        Notice[] unknown = [.. notices.Where(notice => !known.ContainsKey(notice.Key))];
        var last = await store.FindAsync(Notified, LastKey, cancellationToken);

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

        // An instance that has lost the lease without knowing it fails here.
        var mark = JsonSerializer.SerializeToUtf8Bytes(
            new LastNotification(content.At, content.Id), NotificationJson.Default.LastNotification);
        if (await store.WriteAsync(Notified, LastKey, mark, last?.Tag, cancellationToken) is null)
        {
            return;
        }

        // Before its notices are known: after a kill, some are reported twice rather than never.
        await outbox.AddAsync(content, cancellationToken);
        foreach (var notice in unknown)
        {
            await WriteAsync(notice.Key, new NoticeRow(now, null), null, cancellationToken);
        }
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

    private async ValueTask<Dictionary<string, (NoticeRow Notice, string Tag)>> ListAsync(CancellationToken cancellationToken) =>
        (await store.ListAllAsync(Known, after: null, cancellationToken)).ToDictionary(
            row => row.Key,
            row => (JsonSerializer.Deserialize(row.Value.Span, NotificationJson.Default.NoticeRow)!, row.Tag),
            StringComparer.Ordinal);

    private async ValueTask WriteAsync(
        string key, NoticeRow row, string? tag, CancellationToken cancellationToken) => await store.WriteAsync(
        Known, key, JsonSerializer.SerializeToUtf8Bytes(row, NotificationJson.Default.NoticeRow), tag, cancellationToken);

    private static DateTimeOffset TimeOf(StateRow row) =>
        JsonSerializer.Deserialize(row.Value.Span, NotificationJson.Default.LastNotification)!.At;
}
