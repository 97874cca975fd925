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
                $"{who} {group.Count:N0} events of {group.Source}: {Short(group.Error)} (payhooks failures {group.Id})"));
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
                $"Nothing genuine has arrived for {source.Name} since {source.HeardOf.UtcDateTime:u}. Check the URL in the provider's "
                    + "dashboard (payhooks sources)."));
        }

        found.AddRange(await MissedAsync(cancellationToken));
        return found;
    }

    // Unknown sources are left out: anybody can call them.
    private async ValueTask<IEnumerable<Notice>> RejectionsAsync(string source, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var counts = (await rejected.ReadAsync(source, RejectedDeliveries.Kept, cancellationToken)).Totals;
        var recent = counts.Where(total => total.Minute > now - RejectionWindow).Sum(total => total.Count);
        var before = counts.Where(total => total.Minute <= now - RejectionWindow && total.Minute > now - Normal).Sum(total => total.Count);
        var usual = before * (RejectionWindow / (Normal - RejectionWindow));
        return recent < FewRejections || recent < usual * TimesNormal
            ? []
            :
            [
                new Notice(
                    $"rejected:{source}", "rejections", source,
                    $"{recent:N0} deliveries of {source} were rejected in the last ten minutes (payhooks rejected)."),
            ];
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
                $"{run.Missed:N0} webhooks of {source.Source} were missed and have been enqueued (GET /api/reconcile).")));
    }

    // Error texts may have line breaks, which could look like another notice.
    private static string Short(string text)
    {
        var line = string.Concat(text.Select(one => char.IsControl(one) ? ' ' : one));
        return line.Length <= LongestError ? line : string.Concat(line.AsSpan(0, LongestError), "…");
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
}
