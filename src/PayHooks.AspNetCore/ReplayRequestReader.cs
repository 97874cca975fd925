using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PayHooks.Operations.Failures;
using PayHooks.Operations.Jobs;
using PayHooks.Storage;
using PayHooks.Verification;

namespace PayHooks.AspNetCore;

/// <summary>Reads <c>{ filter, ratePerSecond, limit, force, dryRun, reason }</c>.</summary>
internal static class ReplayRequestReader
{
    private static readonly string[] TextMembers =
        [.. ApiParameters.ReplayFilter.Where(one => one.Type == ApiValue.Text).Select(one => one.Name)];

    private static readonly string[] ListMembers =
        [.. ApiParameters.ReplayFilter.Where(one => one.Type == ApiValue.Texts && one.Name != "ids").Select(one => one.Name)];

    private static readonly string[] FilterMembers = [.. ApiParameters.ReplayFilter.Select(one => one.Name)];

    /// <summary>Returns the request, or what is wrong with it.</summary>
    public static (ReplayRequest? Request, string? Problem) Read(HttpContext context)
    {
        if (RequestContent.Of(context).Json is not { } json || !json.TryGetProperty("filter", out var filter)
            || filter.ValueKind != JsonValueKind.Object)
        {
            return (null, "Send a JSON object with a filter, for example { \"filter\": { \"status\": \"dead\" } }.");
        }

        if (JsonMembers.UnknownOf(filter, FilterMembers) is { } unknown)
        {
            return (null, $"filter has no member '{unknown}'. Use {string.Join(", ", FilterMembers)}.");
        }

        var (wanted, filterProblem) = ReadFilter(filter);
        if (wanted is null)
        {
            return (null, filterProblem);
        }

        int? limit = null;
        bool? force = null, dryRun = null;
        var problem = JsonMembers.Number(json, "ratePerSecond", ReplayJobs.MaxRate, out var rate)
            ?? JsonMembers.Number(json, "limit", int.MaxValue, out limit)
            ?? JsonMembers.Flag(json, "force", out force)
            ?? JsonMembers.Flag(json, "dryRun", out dryRun);
        return problem is null
            ? (new ReplayRequest(wanted, rate ?? ReplayJobs.DefaultRate, limit, force ?? false, dryRun ?? false), null)
            : (null, problem);
    }

    private static (ReplayFilter? Filter, string? Problem) ReadFilter(JsonElement json)
    {
        bool? livemode = null;
        Dictionary<string, string?> texts = new(StringComparer.Ordinal);
        foreach (var name in TextMembers)
        {
            if (JsonMembers.Text(json, name, out var text) is { } textProblem)
            {
                return (null, textProblem);
            }

            texts[name] = text;
        }

        Dictionary<string, IReadOnlyList<string>?> lists = new(StringComparer.Ordinal);
        foreach (var name in ListMembers)
        {
            if (JsonMembers.Texts(json, name, out var list) is { } listProblem)
            {
                return (null, listProblem);
            }

            lists[name] = list;
        }

        if (texts["group"] is { } group && !EventFailure.IsGroupId(group))
        {
            return (null, "group is the id of a failure group, from GET /api/failures.");
        }

        if (lists["status"]?.Except(ApiParameters.ReplayedStatuses, StringComparer.Ordinal).Any() == true)
        {
            return (null, $"status must be one of {string.Join(", ", ApiParameters.ReplayedStatuses)}, or several of them.");
        }

        if (lists["outcome"]?.Any(outcome => EventOutcomeText.Parse(outcome) is null) == true)
        {
            return (null, $"outcome must be one of {EventOutcomeText.Words}, or several of them.");
        }

        if ((IdsOf(filter: json, out var ids) ?? JsonMembers.Flag(json, "livemode", out livemode)) is { } memberProblem)
        {
            return (null, memberProblem);
        }

        DateTimeOffset? until = null;
        if ((JsonMembers.Time(json, "since", out var since) ?? JsonMembers.Time(json, "until", out until)) is { } timeProblem)
        {
            return (null, timeProblem);
        }

        var filter = new ReplayFilter
        {
            Ids = ids,
            Group = texts["group"],
            Source = lists["source"] is { } sources ? [.. sources.Select(source => source.ToLowerInvariant())] : null,
            Type = lists["type"],
            Handler = lists["handler"],
            Payment = texts["payment"],
            Status = lists["status"] is { } statuses ? [.. statuses.Select(EventStatusText.Parse).OfType<EventStatus>()] : null,
            Outcome = lists["outcome"] is { } outcomes ? [.. outcomes.Select(EventOutcomeText.Parse).OfType<EventOutcome>()] : null,
            Livemode = livemode,
            Error = texts["error"],
            Since = since,
            Until = until,
        };
        return filter == new ReplayFilter()
            ? (null, $"filter names at least one of {string.Join(", ", FilterMembers)}: otherwise every event would run again.")
            : (filter, null);
    }

    private static string? IdsOf(JsonElement filter, out IReadOnlyList<string>? ids)
    {
        ids = null;
        if (!filter.TryGetProperty("ids", out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() is 0 or > ReplayFilter.MaxIds
            || value.EnumerateArray().Any(id => id.ValueKind != JsonValueKind.String || !EventIds.IsWellFormed(id.GetString())))
        {
            return $"ids must be an array of event ids, from 1 to {ReplayFilter.MaxIds}.";
        }

        ids = [.. value.EnumerateArray().Select(id => id.GetString()!)];
        return null;
    }
}

/// <summary>A request for a bulk replay.</summary>
/// <param name="Filter">Which events.</param>
/// <param name="RatePerSecond">How many events a second.</param>
/// <param name="Limit">How many at most, or null.</param>
/// <param name="Force">Whether handlers run even if an event changed nothing.</param>
/// <param name="DryRun">Whether the events are only counted.</param>
internal sealed record ReplayRequest(ReplayFilter Filter, int RatePerSecond, int? Limit, bool Force, bool DryRun);
