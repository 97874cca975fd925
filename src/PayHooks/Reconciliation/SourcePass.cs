using PayHooks.Configuration;
using PayHooks.Payments;
using PayHooks.Receiving;
using PayHooks.Storage;
using PayHooks.Verification.Api;

namespace PayHooks.Reconciliation;

/// <summary>
/// One pass over a source's API: reads pages, compares their items and enqueues what is missing. It neither reads nor writes how far the
/// source is reconciled.
/// </summary>
internal sealed class SourcePass(
    Source source, IProviderApi api, ItemMatcher matcher, ModeGuard modes, ApiItemReceiver receiver, RunTally tally,
    ApiRequests requests, TimeProvider time, ReconcileRequest request)
{
    /// <summary>A list is read for this many requests and is continued later.</summary>
    public const int MostRequests = 200;

    private readonly HashSet<string> listed = new(StringComparer.Ordinal);

    /// <summary>The payments that listed items named.</summary>
    public IReadOnlySet<string> Listed => listed;

    /// <summary>The provider's types that the endpoint does not get; what the API reports of them is left out.</summary>
    public IReadOnlySet<string> Unsubscribed { get; init; } = new HashSet<string>();

    /// <summary>Reads a list to its end, or as far as limits and the provider allow.</summary>
    /// <param name="progress">Where to begin.</param>
    /// <param name="renew">Renews the lease of the run; called after each page. False ends the pass.</param>
    /// <param name="cancellationToken">Cancels the pass.</param>
    public async Task<PassEnd> ListAsync(
        ReconcileProgress progress, Func<CancellationToken, ValueTask<bool>> renew, CancellationToken cancellationToken)
    {
        var (window, cursor) = (progress.Window, progress.Cursor);
        while (true)
        {
            if (requests.Count >= MostRequests || requests.IsTimeUp)
            {
                return new PassEnd
                {
                    Cursor = cursor,
                    Reason = $"The window has more than {MostRequests} pages, or they take long. "
                        + (request.IsNext ? "The next run continues." : "Choose a shorter one."),
                };
            }

            ApiPage page;
            try
            {
                page = await requests.SendAsync(
                    token => api.ListAsync(new ApiWindow(window.From, window.Until), cursor, token), cancellationToken);
            }
            catch (ProviderApiException e)
            {
                return new PassEnd { Cursor = cursor, Failure = e };
            }

            foreach (var item in page.Items.Where(item => !(item.At > window.Until)))
            {
                await TakeAsync(item, cancellationToken);
            }

            if (page.Next is null)
            {
                return new PassEnd { IsComplete = true };
            }

            if (page.Next == cursor)
            {
                return new PassEnd
                {
                    Failure = new ProviderApiException(ApiFailure.Unexpected, "The list names the same page as its next one, again."),
                };
            }

            cursor = page.Next;
            if (!await renew(cancellationToken))
            {
                return new PassEnd { IsSuperseded = true };
            }
        }
    }

    /// <summary>Looks up one payment.</summary>
    /// <param name="lookup">The payment.</param>
    /// <param name="isStored">Whether it is stored.</param>
    /// <param name="cancellationToken">Cancels the pass.</param>
    public async Task<PassEnd> FindAsync(ApiLookup lookup, bool isStored, CancellationToken cancellationToken)
    {
        IReadOnlyList<ApiItem> items;
        try
        {
            items = await requests.SendAsync(token => api.FindAsync(lookup, token), cancellationToken);
        }
        catch (ProviderApiException e)
        {
            return new PassEnd { Failure = e };
        }

        foreach (var item in items)
        {
            await TakeAsync(item, cancellationToken);
        }

        if (items.Count == 0 && isStored)
        {
            tally.Add(Extra(lookup.Subject));
        }

        return new PassEnd { IsComplete = true };
    }

    /// <summary>Looks up payments that no item of a complete list named.</summary>
    /// <param name="stored">The payments.</param>
    /// <param name="renew">Renews the lease of the run; called after each request. False ends the pass.</param>
    /// <param name="cancellationToken">Cancels the pass.</param>
    public async Task<PassEnd> CheckAsync(
        IEnumerable<ApiLookup> stored, Func<CancellationToken, ValueTask<bool>> renew, CancellationToken cancellationToken)
    {
        foreach (var lookup in stored.Where(api.CanFind))
        {
            if (requests.IsTimeUp)
            {
                return new PassEnd
                {
                    Reason = "The run took too long, so not every payment that the list lacks was looked up. "
                        + "The daily run of three days looks them up again.",
                };
            }

            try
            {
                // What is found here changed since, and is for the run in whose window that is.
                if ((await requests.SendAsync(token => api.FindAsync(lookup, token), cancellationToken)).Count == 0)
                {
                    tally.Add(Extra(lookup.Subject));
                }
            }
            catch (ProviderApiException e)
            {
                return new PassEnd { Failure = e };
            }

            if (!await renew(cancellationToken))
            {
                return new PassEnd { IsSuperseded = true };
            }
        }

        return new PassEnd { IsComplete = true };
    }

    private static ReconcileItem Extra(Subject payment) => new(ReconcileOutcome.Extra)
    {
        Kind = SubjectTexts.Of(payment.Kind),
        Id = payment.Id,
        Payment = payment.Id,
        Detail = "The provider does not know this payment.",
    };

    private async ValueTask TakeAsync(ApiItem item, CancellationToken cancellationToken)
    {
        if (await matcher.MatchAsync(source, item, cancellationToken) is not { } match)
        {
            return;
        }

        if ((match.Facts.Subject is { Kind: SubjectKind.Payment } payment ? payment.Id : match.Facts.Subject?.PaymentId) is { } id)
        {
            listed.Add(id);
        }

        if (match.Item.Outcome is ReconcileOutcome.Missed or ReconcileOutcome.Pending
            && match.Facts.ProviderType is { } type && Unsubscribed.Contains(type))
        {
            return;
        }

        if (!await modes.AllowsAsync(match.Facts, cancellationToken))
        {
            tally.OtherMode++;
            return;
        }

        if (match.Enqueues && !request.DryRun)
        {
            using var wait = new StoreTimeout(time, cancellationToken);
            await receiver.EnqueueAsync(source, item, match.Identity, wait.Token);
        }

        tally.Add(match.Item with { Enqueued = match.Enqueues });
    }
}
