using PayHooks.Payments;
using PayHooks.Storage;
using PayHooks.Verification.Api;

namespace PayHooks.Reconciliation;

/// <summary>
/// The payments that webhooks reported in a window and no item of a complete list named. Each is looked up before it counts: it may have
/// changed since, or its webhook may have come late. Bounded, because a busy source has many events and every lookup is a request.
/// </summary>
internal sealed class ExtraPayments(IEventLedger ledger, ItemMatcher matcher, TimeProvider time)
{
    /// <summary>The most payments that one run looks up.</summary>
    public const int MostLookups = 20;

    private const int MostPages = 5;

    /// <summary>Finds them.</summary>
    /// <param name="source">The source.</param>
    /// <param name="window">The window that was listed.</param>
    /// <param name="listed">The payments that the list named.</param>
    /// <param name="modes">Keeps the payments of another mode out.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async ValueTask<IReadOnlyList<ApiLookup>> FindAsync(
        string source, ReconcileWindow window, IReadOnlySet<string> listed, ModeGuard modes, CancellationToken cancellationToken)
    {
        List<ApiLookup> found = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        var until = time.GetUtcNow() - ItemMatcher.Grace;
        var query = new EventQuery
        {
            Source = source,
            Since = window.From,
            Until = window.Until < until ? window.Until : until,
            Limit = 200,
        };
        for (var page = 0; page < MostPages; page++)
        {
            var events = await ListAsync(query, cancellationToken);
            foreach (var record in events.Events)
            {
                if (record is not { Facts.Subject: { Kind: SubjectKind.Payment } subject, Verification: < VerificationLevel.Api }
                    || listed.Contains(subject.Id) || !seen.Add(subject.Id) || !await modes.AllowsAsync(record.Facts, cancellationToken))
                {
                    continue;
                }

                var key = new SubjectKey(source, subject.Kind, subject.Mode, subject.Id);
                if (await matcher.FindPaymentAsync(key, cancellationToken) is { } lookup)
                {
                    found.Add(lookup);
                    if (found.Count >= MostLookups)
                    {
                        return found;
                    }
                }
            }

            if (events.Cursor is null)
            {
                break;
            }

            query = query with { Cursor = events.Cursor };
        }

        return found;
    }

    private async ValueTask<EventPage> ListAsync(EventQuery query, CancellationToken cancellationToken)
    {
        using var wait = new StoreTimeout(time, cancellationToken);
        return await ledger.ListAsync(query, wait.Token);
    }
}
