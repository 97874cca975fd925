using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PayHooks.Operations;
using PayHooks.Operations.Failures;
using PayHooks.Payments;
using PayHooks.Reconciliation;

namespace PayHooks.Notifications;

/// <summary>Finds what a person should know now.</summary>
internal sealed class NoticeFinder(
    FailureGroups failures, FlagOperations flags, SourceStatusReader sources, RejectedDeliveries rejected, Reconciler reconciler,
    TimeProvider time)
{
    private const int LongestError = 200;

    // Fewer rejections than this happen while somebody tries out a webhook.
    private const int FewRejections = 20;
    private const int TimesNormal = 5;

    private static readonly TimeSpan RejectionWindow = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Normal = TimeSpan.FromDays(1);
    private static readonly TimeSpan RecentRun = TimeSpan.FromDays(1);

    /// <summary>Returns all notices that last.</summary>
    public async ValueTask<IReadOnlyList<Notice>> FindAsync(CancellationToken cancellationToken)
    {
        List<Notice> found = [];
        foreach (var group in (await failures.ListAsync(cancellationToken)).Where(group => group.AcknowledgedAt is null))
        {
            var who = group.Handler is { } handler ? $"{handler} fails for" : "A failure in";
            found.Add(new Notice(
                $"failure:{group.Id}", "failure_group", group.Source,
                $"{who} {Count(group.Count, "event", "events")} of {group.Source}: {Short(group.Error)} (payhooks failures {group.Id})"));
        }

        foreach (var flag in await flags.ListAsync(cancellationToken))
        {
            var (kind, id) = (SubjectTexts.Of(flag.Subject.Kind), flag.Subject.Id);
            found.Add(new Notice(
                $"flag:{Hash($"{flag.Subject.Hash()} {flag.Flag}")}", "payment_alarm", flag.Subject.Source,
                $"Payment alarm {flag.Flag}: {kind} {Short(id)} of {flag.Subject.Source} (payhooks flags)"));
        }

        foreach (var source in await sources.ReadAsync(cancellationToken))
        {
            found.AddRange(await RejectionsAsync(source.Name, cancellationToken));
            if (!source.Silent)
            {
                continue;
            }

            found.Add(new Notice(
                $"silent:{source.Name}", "silent_source", source.Name,
                $"No genuine delivery has arrived for {source.Name} since {source.HeardOf.UtcDateTime:u}. Check the URL in the provider's "
                    + "dashboard (payhooks sources)."));
        }

        found.AddRange(await MissedAsync(cancellationToken));
        return found;
    }

    // Unknown sources are left out: anybody can call them.
    private async ValueTask<IEnumerable<Notice>> RejectionsAsync(string source, CancellationToken cancellationToken)
    {
        var start = time.GetUtcNow() - RejectionWindow;
        var found = await rejected.ReadAsync(source, RejectedDeliveries.Kept, cancellationToken);
        var recent = found.Totals.Where(total => total.Minute > start).Sum(total => total.Count);
        return recent < FewRejections || recent < UsualOf(found, start) * TimesNormal
            ? []
            :
            [
                new Notice(
                    $"rejected:{source}", "rejections", source,
                    $"{Count(recent, "delivery", "deliveries")} of {source} were rejected in the last ten minutes (payhooks rejected)."),
            ];
    }

    // How many are rejected in such a window. What is read may reach back less than a day: it has a limit, and old counts are pruned.
    private static double UsualOf(Rejections found, DateTimeOffset end)
    {
        var day = end + RejectionWindow - Normal;
        var from = found.CompleteSince > day ? found.CompleteSince : day;
        return from >= end ? 0
            : found.Totals.Where(total => total.Minute <= end && total.Minute >= from).Sum(total => total.Count)
                * (RejectionWindow / (end - from));
    }

    private async ValueTask<IEnumerable<Notice>> MissedAsync(CancellationToken cancellationToken)
    {
        if (!reconciler.HasSchedule)
        {
            return [];
        }

        var since = (time.GetUtcNow() - RecentRun).UtcDateTime;
        return (await reconciler.ReadAsync(cancellationToken)).Sources.SelectMany(source => source.Runs
            .Where(run => run is { Missed: > 0, DryRun: false } && run.StartedAt >= since)
            .Select(run => new Notice(
                $"missed:{source.Source}:{run.Number}", "missed_webhooks", source.Source,
                MissedText(run))));
    }

    // What the provider delivers again is not enqueued here: it comes as a webhook.
    private static string MissedText(ReconcileRun run)
    {
        var (was, has, it) = run.Missed == 1 ? ("was", "has", "it") : ("were", "have", "them");
        var then = run.Redelivery ? $", and the provider was asked to deliver {it} again" : $" and {has} been enqueued";
        return $"{Count(run.Missed, "webhook", "webhooks")} of {run.Source} {was} missed{then} (GET /api/reconcile).";
    }

    private static string Count(long count, string one, string several) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : several)}");

    // Error texts may have line breaks, which could look like another notice.
    private static string Short(string text)
    {
        var line = string.Concat(text.Select(one => char.IsControl(one) ? ' ' : one));
        return line.Length <= LongestError ? line : string.Concat(line.AsSpan(0, LongestError), "…");
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
}
