using PayHooks.Configuration;
using PayHooks.Registration;
using PayHooks.Storage;
using PayHooks.Verification;
using PayHooks.Verification.Api;

namespace PayHooks.Reconciliation;

/// <summary>
/// One pass over the deliveries that a provider has made to a source: asks it to make those again that have not arrived. They come as
/// signed webhooks, so nothing is enqueued here.
/// </summary>
internal sealed class RedeliveryPass(
    Source source, IProviderApi api, IEventLedger ledger, RunTally tally, TimeProvider time, ReconcileRequest request)
{
    /// <summary>A pass asks for this many deliveries at most; the next one for more.</summary>
    public const int MostAsked = 200;

    // What is rejected five times needs a person, who can ask once more.
    private const int MostAttempts = 5;
    private const int MostPages = 500;

    private static readonly TimeSpan MostTime = TimeSpan.FromMinutes(3);

    private readonly string name = source.Settings.Name;

    /// <summary>Reads the deliveries of a window and asks for those that have not arrived.</summary>
    /// <param name="window">The window.</param>
    /// <param name="goesOn">Called after each request; false ends the pass.</param>
    /// <param name="cancellationToken">Cancels the pass.</param>
    public async Task<PassEnd> RunAsync(
        ReconcileWindow window, Func<CancellationToken, ValueTask<bool>> goesOn, CancellationToken cancellationToken)
    {
        try
        {
            var began = time.GetTimestamp();
            var pages = 0;
            List<(string Endpoint, ApiDelivery Delivery)> deliveries = [];
            foreach (var endpoint in await EndpointsAsync(cancellationToken))
            {
                string? cursor = null;
                do
                {
                    // Nothing is judged by a part of the list: a later delivery may have arrived.
                    if (++pages > MostPages || time.GetElapsedTime(began) >= MostTime)
                    {
                        return new PassEnd();
                    }

                    var page = await RequestAsync(
                        () => api.Redelivery!.ListAsync(endpoint, new ApiWindow(window.From, window.Until), cursor, cancellationToken));
                    deliveries.AddRange(page.Deliveries.Where(one => !(one.At < window.From || one.At > window.Until))
                        .Select(one => (endpoint, one)));
                    cursor = page.Next;
                    if (!await goesOn(cancellationToken))
                    {
                        return new PassEnd { IsSuperseded = true };
                    }
                }
                while (cursor is not null);
            }

            var asked = 0;
            foreach (var group in deliveries.GroupBy(one => one.Delivery.Event, StringComparer.Ordinal))
            {
                if (asked >= MostAsked)
                {
                    return new PassEnd();
                }

                var item = await JudgeAsync([.. group.OrderByDescending(one => one.Delivery.At)], cancellationToken);
                tally.Add(item);
                asked += item.Enqueued ? 1 : 0;
                if (item.Enqueued && !await goesOn(cancellationToken))
                {
                    return new PassEnd { IsSuperseded = true };
                }
            }

            return new PassEnd { IsComplete = true };
        }
        catch (ProviderApiException e)
        {
            return new PassEnd { Failure = e };
        }
    }

    private async Task<IReadOnlyList<string>> EndpointsAsync(CancellationToken cancellationToken)
    {
        var endpoints = api.Endpoints!;
        if (endpoints.Rules.Missing is { } missing)
        {
            throw new ProviderApiException(ApiFailure.Unexpected, missing);
        }

        var all = await RequestAsync(() => endpoints.ListAsync(cancellationToken));
        string[] ours = [.. all.Where(one => EndpointProblem.IsOurs(one, endpoints.Rules, name)).Select(one => one.Id)];
        return ours.Length > 0 ? ours
            : throw new ProviderApiException(ApiFailure.Unexpected, EndpointProblem.Of(all, endpoints.Rules, name)!);
    }

    private async ValueTask<ReconcileItem> JudgeAsync(
        IReadOnlyList<(string Endpoint, ApiDelivery Delivery)> newestFirst, CancellationToken cancellationToken)
    {
        var newest = newestFirst[0].Delivery;
        var facts = newestFirst.Select(one => one.Delivery.Body).FirstOrDefault(body => body is not null) is { } body
            ? source.Provider!.Read(body) : null;
        var id = facts?.Identity is { } identity ? EventIds.Create(name, identity) : null;
        if (id is not null && await ledger.FindAsync(new EventKey(name, id), cancellationToken) is not null)
        {
            return Item(ReconcileOutcome.Matched);
        }

        // Without a body, only the provider knows whether it arrived.
        var isDelivered = newestFirst.Any(one => one.Delivery.State == ApiDeliveryState.Delivered);
        if (isDelivered && id is null)
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
            return Item(ReconcileOutcome.Unrecoverable, "The provider delivers only the original again, which is older than the window.");
        }

        if (request.IsNext && newestFirst.Count >= MostAttempts)
        {
            return Item(
                ReconcileOutcome.Unrecoverable,
                $"Delivered {newestFirst.Count} times without success. Find out why, then use --redeliver.");
        }

        var problem = request.DryRun ? null
            : await RequestAsync(() => api.Redelivery!.RedeliverAsync(found.Endpoint, again.Id, cancellationToken));
        return problem is not null ? Item(ReconcileOutcome.Failed, problem)
            : Item(ReconcileOutcome.RedeliveryRequested, isDelivered
                ? "The provider counts it as delivered, but it did not arrive here." : "No delivery has succeeded.") with
            {
                Enqueued = true,
            };

        ReconcileItem Item(ReconcileOutcome outcome, string? detail = null) => facts is not null
            ? ReconcileItem.Of(outcome, facts, id, detail)
            : new ReconcileItem(outcome) { Id = newest.Event, ProviderType = newest.Type, Detail = detail };
    }

    private async Task<T> RequestAsync<T>(Func<Task<T>> ask)
    {
        tally.Requests++;
        try
        {
            var value = await ask();
            ReconcileTelemetry.Requested(name, failure: null);
            return value;
        }
        catch (ProviderApiException e)
        {
            ReconcileTelemetry.Requested(name, e.Failure);
            throw;
        }
    }
}
