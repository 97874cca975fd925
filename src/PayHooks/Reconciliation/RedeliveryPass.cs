using PayHooks.Configuration;
using PayHooks.Registration;
using PayHooks.Verification.Api;

namespace PayHooks.Reconciliation;

/// <summary>
/// One pass over the deliveries that a provider has made to a source: asks it to make those again that have not arrived. They come as
/// signed webhooks, so nothing is enqueued here.
/// </summary>
internal sealed class RedeliveryPass(
    Source source, IProviderApi api, ItemMatcher matcher, RunTally tally, ApiRequests requests, TimeProvider time,
    ReconcileRequest request)
{
    /// <summary>A pass asks for this many deliveries at most; the next one for more.</summary>
    public const int MostAsked = 200;

    // What is rejected five times needs a person, who can ask once more.
    private const int MostAttempts = 5;
    private const int MostPages = 500;

    private readonly string name = source.Settings.Name;

    /// <summary>Reads the deliveries from the start of a window up to now, and asks for those in it that have not arrived.</summary>
    /// <param name="window">The window.</param>
    /// <param name="renew">Renews the lease of the run; called after each request. False ends the pass.</param>
    /// <param name="cancellationToken">Cancels the pass.</param>
    public async Task<PassEnd> RunAsync(
        ReconcileWindow window, Func<CancellationToken, ValueTask<bool>> renew, CancellationToken cancellationToken)
    {
        try
        {
            var (deliveries, end) = await ListAsync(window, renew, cancellationToken);
            return end ?? await AskAsync(deliveries, window, renew, cancellationToken);
        }
        catch (ProviderApiException e)
        {
            return new PassEnd { Failure = e };
        }
    }

    // Also those after the window: one of them may have arrived. For a scheduled run also those before it: otherwise what earlier runs
    // asked for in vain would leave the window, and each run would ask again. The end is null once all were read.
    private async Task<(List<ListedDelivery> Deliveries, PassEnd? End)> ListAsync(
        ReconcileWindow window, Func<CancellationToken, ValueTask<bool>> renew, CancellationToken cancellationToken)
    {
        var earlier = request.IsNext ? MostAttempts * source.Settings.Api!.Every : TimeSpan.Zero;
        var listed = new ApiWindow(window.From - earlier, time.GetUtcNow());
        List<ListedDelivery> deliveries = [];
        var pages = 0;
        foreach (var endpoint in await EndpointsAsync(cancellationToken))
        {
            string? cursor = null;
            do
            {
                // Nothing is judged by a part of the list.
                if (++pages > MostPages || requests.IsTimeUp)
                {
                    return (deliveries, new PassEnd
                    {
                        Reason = $"There are more than {MostPages} pages of deliveries, or they take long, so none was asked for. "
                            + "Use --redeliver with a later --since.",
                    });
                }

                var page = await requests.SendAsync(
                    token => api.Redelivery!.ListAsync(endpoint, listed, cursor, token), cancellationToken);
                deliveries.AddRange(page.Deliveries.Where(one => !(one.At < listed.From)).Select(one => new ListedDelivery(endpoint, one)));
                cursor = page.Next;
                if (!await renew(cancellationToken))
                {
                    return (deliveries, new PassEnd { IsSuperseded = true });
                }
            }
            while (cursor is not null);
        }

        return (deliveries, null);
    }

    private async Task<PassEnd> AskAsync(
        List<ListedDelivery> deliveries, ReconcileWindow window, Func<CancellationToken, ValueTask<bool>> renew,
        CancellationToken cancellationToken)
    {
        var asked = 0;
        foreach (var group in deliveries.GroupBy(one => one.Delivery.Event, StringComparer.Ordinal)
            .Where(group => group.Any(one => !(one.Delivery.At < window.From || one.Delivery.At > window.Until))))
        {
            if (asked >= MostAsked || requests.IsTimeUp)
            {
                return new PassEnd
                {
                    Reason = $"A run asks for {MostAsked} deliveries at most, and takes three minutes at most. "
                        + (request.IsNext ? "The next run asks for more." : "Run it again for more."),
                };
            }

            // A page that moves while it is read lists a delivery twice.
            var item = await JudgeAsync(
                [.. group.DistinctBy(one => (one.Endpoint, one.Delivery.Id)).OrderByDescending(one => one.Delivery.At)],
                cancellationToken);
            tally.Add(item);
            if (!item.Enqueued || request.DryRun)
            {
                continue;
            }

            asked++;
            if (!await renew(cancellationToken))
            {
                return new PassEnd { IsSuperseded = true };
            }
        }

        return new PassEnd { IsComplete = true };
    }

    private async Task<IReadOnlyList<string>> EndpointsAsync(CancellationToken cancellationToken)
    {
        var endpoints = api.Endpoints!;
        if (endpoints.Rules.Missing is { } missing)
        {
            throw new ProviderApiException(ApiFailure.Unexpected, missing);
        }

        var all = await requests.SendAsync(endpoints.ListAsync, cancellationToken);
        string[] ours = [.. all.Where(one => EndpointProblem.IsOurs(one, endpoints.Rules, name)).Select(one => one.Id)];
        return ours.Length > 0 ? ours
            : throw new ProviderApiException(ApiFailure.Unexpected, EndpointProblem.Of(all, endpoints.Rules, name)!);
    }

    private async ValueTask<ReconcileItem> JudgeAsync(IReadOnlyList<ListedDelivery> newestFirst, CancellationToken cancellationToken)
    {
        var newest = newestFirst[0].Delivery;
        var match = newestFirst.Select(one => one.Delivery.Body).FirstOrDefault(body => body is not null) is { } body
            ? await matcher.MatchAsync(source, body, cancellationToken) : null;
        if (match is { Item.Outcome: ReconcileOutcome.Failed })
        {
            return match.Item;
        }

        if (match is { IsNew: false })
        {
            return Item(ReconcileOutcome.Matched);
        }

        // Without a body, only the provider knows whether it arrived.
        var isDelivered = newestFirst.Any(one => one.Delivery.State == ApiDeliveryState.Delivered);
        if (isDelivered && match is null)
        {
            return Item(ReconcileOutcome.Matched);
        }

        if (newestFirst.Any(one => one.Delivery.State == ApiDeliveryState.Pending)
            || (newest.At is { } at && time.GetUtcNow() - at < ItemMatcher.Grace))
        {
            return Item(ReconcileOutcome.Pending, "Its webhook may still arrive.");
        }

        if (newestFirst.FirstOrDefault(one => one.Delivery.IsRepeatable) is not { Delivery: { } again } found)
        {
            return Item(
                ReconcileOutcome.Unrecoverable,
                "The provider makes only the first delivery of an event again, and that is older than the window. Use an earlier --since.");
        }

        if (request.IsNext && newestFirst.Count >= MostAttempts)
        {
            return Item(
                ReconcileOutcome.Unrecoverable,
                $"Delivered {newestFirst.Count} times without success. Find out why, then use --redeliver.");
        }

        var problem = request.DryRun ? null
            : await requests.SendAsync(
                token => api.Redelivery!.RedeliverAsync(found.Endpoint, again.Id, token), cancellationToken);
        return problem is not null ? Item(ReconcileOutcome.Failed, problem)
            : Item(ReconcileOutcome.RedeliveryRequested, isDelivered
                ? "The provider counts it as delivered, but it did not arrive here." : "No delivery has succeeded.") with
            {
                Enqueued = true,
            };

        ReconcileItem Item(ReconcileOutcome outcome, string? detail = null) => match is not null
            ? match.Item with { Outcome = outcome, Detail = detail }
            : new ReconcileItem(outcome) { Id = newest.Event, ProviderType = newest.Type, Detail = detail };
    }

    private sealed record ListedDelivery(string Endpoint, ApiDelivery Delivery);
}
