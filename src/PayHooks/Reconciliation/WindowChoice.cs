using PayHooks.Configuration;
using PayHooks.Storage;
using PayHooks.Verification.Api;

namespace PayHooks.Reconciliation;

/// <summary>Chooses what a run reads: a list or deliveries, and the window.</summary>
internal sealed class WindowChoice(
    ProviderApiCatalog apis, SourceActivityRecorder activity, ISourceActivityStore activities, PayHooksOptions options)
{
    // A provider may answer an old cursor with an error that looks like an outage.
    private static readonly TimeSpan LongestProgress = TimeSpan.FromDays(1);

    /// <summary>Whether a run reads deliveries instead of a list.</summary>
    public static bool IsOfDeliveries(ReconcileRequest request, IProviderApi api) =>
        request.Payment is null && (request.Redeliver || !api.Capabilities.Lists);

    /// <summary>The window of a run and where it begins; null for the lookup of one payment.</summary>
    /// <param name="request">What the run is asked for.</param>
    /// <param name="state">How far the source is reconciled.</param>
    /// <param name="api">What the API can do.</param>
    /// <param name="limits">How far it is possible and allowed to look back.</param>
    /// <param name="now">The time.</param>
    public static ReconcileProgress? Of(
        ReconcileRequest request, ReconcileState state, ApiCapabilities api, WindowLimits limits, DateTimeOffset now)
    {
        if (request.Payment is not null)
        {
            return null;
        }

        if (request.IsNext && state.Progress is { } unfinished && now - unfinished.Window.Until < LongestProgress)
        {
            return unfinished;
        }

        var next = ReconcileWindow.Next(state, api, limits, now);
        if (request is { Since: null, Until: null, Redeliver: false })
        {
            return new ReconcileProgress(next, null);
        }

        var until = request.Until ?? next.Until;
        var since = request.Since
            ?? (request.Redeliver ? limits.Bound(until - ReconcileWindow.Deep, now) : until - ReconcileWindow.First);
        return new ReconcileProgress(new ReconcileWindow(since, until, IsDeep: false), null);
    }

    /// <summary>How far back a source can be reconciled.</summary>
    /// <param name="name">The source.</param>
    /// <param name="isOfDeliveries">Whether deliveries are read instead of a list.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async ValueTask<WindowLimits> LimitsOfAsync(string name, bool isOfDeliveries, CancellationToken cancellationToken)
    {
        var own = activity.Find(name);
        var seen = (await activities.ListAsync(cancellationToken)).FirstOrDefault(row => row.Source == name)?.Merge(own) ?? own;
        var api = apis.Find(name);
        var maxAge = isOfDeliveries ? api?.Redelivery?.MaxAge : api?.Capabilities.MaxAge;
        return new WindowLimits(maxAge, options.DeduplicationWindow, seen.FirstSeenAt);
    }
}
