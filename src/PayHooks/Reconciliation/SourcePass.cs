using PayHooks.Configuration;
using PayHooks.Payments;
using PayHooks.Receiving;
using PayHooks.Verification.Api;

namespace PayHooks.Reconciliation;

/// <summary>
/// One pass over a source's API: reads pages, compares their items and enqueues what is missing. It neither reads nor writes how far the
/// source is reconciled.
/// </summary>
internal sealed class SourcePass(
    Source source, IProviderApi api, ItemMatcher matcher, ModeGuard modes, ApiItemReceiver receiver, RunTally tally, TimeProvider time,
    bool enqueues)
{
    /// <summary>A pass ends after this many requests and is continued later.</summary>
    public const int MostRequests = 200;

    // Functions end after ten minutes at most, and callers of the API wait for the response.
    private static readonly TimeSpan MostTime = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan StoreLimit = TimeSpan.FromSeconds(30);

    private readonly HashSet<string> listed = new(StringComparer.Ordinal);

    /// <summary>The payments that listed items named.</summary>
    public IReadOnlySet<string> Listed => listed;

    /// <summary>The provider's types that the endpoint does not get; what the API reports of them is left out.</summary>
    public IReadOnlySet<string> Unsubscribed { get; init; } = new HashSet<string>();

    /// <summary>Reads a list to its end, or as far as limits and the provider allow.</summary>
    /// <param name="progress">Where to begin.</param>
    /// <param name="goesOn">Called after each page; false ends the pass.</param>
    /// <param name="cancellationToken">Cancels the pass.</param>
    public async Task<PassEnd> ListAsync(
        ReconcileProgress progress, Func<CancellationToken, ValueTask<bool>> goesOn, CancellationToken cancellationToken)
    {
        var (window, cursor) = (progress.Window, progress.Cursor);
        var began = time.GetTimestamp();
        while (true)
        {
            if (tally.Requests >= MostRequests || time.GetElapsedTime(began) >= MostTime)
            {
                return new PassEnd { Cursor = cursor };
            }

            var (page, failure) = await RequestAsync(
                token => api.ListAsync(new ApiWindow(window.From, window.Until), cursor, token), cancellationToken);
            if (page is null)
            {
                return new PassEnd { Cursor = cursor, Failure = failure };
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
            if (!await goesOn(cancellationToken))
            {
                return new PassEnd { IsSuperseded = true };
            }
        }
    }

    /// <summary>Looks up one payment.</summary>
    /// <param name="lookup">The payment.</param>
    /// <param name="row">What is stored of it, or null.</param>
    /// <param name="cancellationToken">Cancels the pass.</param>
    public async Task<PassEnd> FindAsync(ApiLookup lookup, SubjectRow? row, CancellationToken cancellationToken)
    {
        var (items, failure) = await RequestAsync(token => api.FindAsync(lookup, token), cancellationToken);
        if (items is null)
        {
            return new PassEnd { Failure = failure };
        }

        foreach (var item in items)
        {
            await TakeAsync(item, cancellationToken);
        }

        if (items.Count == 0 && row is not null)
        {
            tally.Add(Extra(row));
        }

        return new PassEnd { IsComplete = true };
    }

    /// <summary>Looks up payments that no item of a complete list named.</summary>
    /// <param name="candidates">The payments.</param>
    /// <param name="cancellationToken">Cancels the pass.</param>
    public async Task<PassEnd> CheckAsync(
        IEnumerable<(ApiLookup Lookup, SubjectRow Row)> candidates, CancellationToken cancellationToken)
    {
        foreach (var (lookup, row) in candidates.Where(one => api.CanFind(one.Lookup)))
        {
            var (items, failure) = await RequestAsync(token => api.FindAsync(lookup, token), cancellationToken);
            if (items is null)
            {
                return new PassEnd { Failure = failure };
            }

            // What is found here changed since, and is for the run in whose window that is.
            if (items.Count == 0)
            {
                tally.Add(Extra(row));
            }
        }

        return new PassEnd { IsComplete = true };
    }

    private static ReconcileItem Extra(SubjectRow row) => new(ReconcileOutcome.Extra)
    {
        Kind = SubjectTexts.Of(row.Key.Kind),
        Id = row.Key.Id,
        Payment = row.Key.Id,
        Detail = "The provider does not know this payment.",
    };

    private async ValueTask TakeAsync(ApiItem item, CancellationToken cancellationToken)
    {
        // A store that hangs must not hold the run forever.
        using var limit = new CancellationTokenSource(StoreLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        if (await matcher.MatchAsync(source, item, either.Token) is not { } match)
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

        if (!await modes.AllowsAsync(match.Facts, either.Token))
        {
            tally.OtherMode++;
            return;
        }

        if (match.Enqueues && enqueues)
        {
            await receiver.EnqueueAsync(source, item, match.Identity, either.Token);
        }

        tally.Add(match.Item with { Enqueued = match.Enqueues });
    }

    private async Task<(T? Value, ProviderApiException? Failure)> RequestAsync<T>(
        Func<CancellationToken, Task<T>> request, CancellationToken cancellationToken)
        where T : class
    {
        tally.Requests++;
        try
        {
            var value = await request(cancellationToken);
            ReconcileTelemetry.Requested(source.Settings.Name, failure: null);
            return (value, null);
        }
        catch (ProviderApiException e)
        {
            ReconcileTelemetry.Requested(source.Settings.Name, e.Failure);
            return (null, e);
        }
    }
}

/// <summary>How a pass ended.</summary>
internal sealed record PassEnd
{
    /// <summary>Whether everything was read.</summary>
    public bool IsComplete { get; init; }

    /// <summary>Whether another run took the lease.</summary>
    public bool IsSuperseded { get; init; }

    /// <summary>The page to go on with; null for the first.</summary>
    public string? Cursor { get; init; }

    /// <summary>The request that failed, or null.</summary>
    public ProviderApiException? Failure { get; init; }
}
