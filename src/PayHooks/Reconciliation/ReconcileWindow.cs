using System.Text.Json.Serialization;
using PayHooks.Scheduling;
using PayHooks.Verification.Api;

namespace PayHooks.Reconciliation;

/// <summary>The time that a run compares.</summary>
/// <param name="From">The start.</param>
/// <param name="Until">The end.</param>
/// <param name="IsDeep">Whether it is that of the daily deep run.</param>
internal sealed record ReconcileWindow(DateTimeOffset From, DateTimeOffset Until, bool IsDeep)
{
    /// <summary>Lists are often complete only after some seconds, so the newest items are left to the next run.</summary>
    public static readonly TimeSpan Settle = TimeSpan.FromMinutes(2);

    /// <summary>How far the deep run looks back.</summary>
    public static readonly TimeSpan Deep = TimeSpan.FromDays(3);

    /// <summary>How far the first run looks back at most.</summary>
    public static readonly TimeSpan First = TimeSpan.FromHours(24);

    /// <summary>No scheduled run looks back further, whatever the watermark and the clock say.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    private static readonly TimeSpan DeepInterval = TimeSpan.FromDays(1);
    private static readonly TimeSpan OverlapOfChanges = TimeSpan.FromHours(1);
    private static readonly TimeSpan OverlapOfCreations = TimeSpan.FromHours(48);

    /// <summary>The start, for reports: an empty window starts at its end.</summary>
    [JsonIgnore]
    public DateTimeOffset Start => From < Until ? From : Until;

    /// <summary>The window of the next scheduled run; empty if its start would not be before its end.</summary>
    /// <param name="state">How far the source is reconciled.</param>
    /// <param name="api">What the API can do.</param>
    /// <param name="limits">How far it is possible and allowed to look back.</param>
    /// <param name="now">The time.</param>
    public static ReconcileWindow Next(ReconcileState state, ApiCapabilities api, WindowLimits limits, DateTimeOffset now)
    {
        var until = now - Settle;
        if (state.Watermark is not { } watermark)
        {
            return new ReconcileWindow(limits.Bound(until - First, now), until, IsDeep: false);
        }

        // A watermark ahead of the clock says that one of them was wrong when it was written, so what it says is not known.
        var isDeep = watermark > until + SharedLease.ClockMargin || IsDeepDue(state, now);
        var from = (watermark < until ? watermark : until) - OverlapOf(api);
        if (isDeep && from > until - Deep)
        {
            from = until - Deep;
        }

        return new ReconcileWindow(limits.Bound(from, now), until, isDeep);
    }

    /// <summary>
    /// How much consecutive windows overlap. Where the list knows only when an object was created, a window reaches as far back as
    /// a payment can stay open, or two days where the provider does not say.
    /// </summary>
    public static TimeSpan OverlapOf(ApiCapabilities api) =>
        api.ListsEvents || api.Filter == ApiTimeFilter.Updated ? OverlapOfChanges
        : api.LongestLife > OverlapOfCreations ? api.LongestLife.Value : OverlapOfCreations;

    private static bool IsDeepDue(ReconcileState state, DateTimeOffset now) =>
        state.DeepAt is not { } at || now - at >= DeepInterval || at > now + SharedLease.ClockMargin;
}

/// <summary>How far back a source can be reconciled.</summary>
/// <param name="MaxAge">How far the provider's list goes back, or null.</param>
/// <param name="Memory">How long duplicates are recognized: everything older would look missing.</param>
/// <param name="FirstSeenAt">When the source was first configured: what happened before is somebody else's.</param>
internal sealed record WindowLimits(TimeSpan? MaxAge, TimeSpan Memory, DateTimeOffset FirstSeenAt)
{
    /// <summary>How far a person may look back.</summary>
    public TimeSpan Longest => MaxAge < Memory ? MaxAge.Value : Memory;

    /// <summary>The start of a scheduled window within the limits. A first sight in the future is that of a wrong clock.</summary>
    public DateTimeOffset Bound(DateTimeOffset from, DateTimeOffset now)
    {
        var most = Longest < ReconcileWindow.Longest ? Longest : ReconcileWindow.Longest;
        var earliest = now - most;
        if (FirstSeenAt <= now && FirstSeenAt > earliest)
        {
            earliest = FirstSeenAt;
        }

        return from > earliest ? from : earliest;
    }
}
