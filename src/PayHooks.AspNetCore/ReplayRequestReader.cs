using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PayHooks.Operations.Failures;
using PayHooks.Operations.Jobs;
using PayHooks.Storage;

namespace PayHooks.AspNetCore;

/// <summary>Reads <c>{ filter, ratePerSecond, limit, force, dryRun, reason }</c>.</summary>
internal static class ReplayRequestReader
{
    private static readonly string[] Members = ["filter", "ratePerSecond", "limit", "force", "dryRun", "reason"];
    private static readonly string[] FilterMembers = ["group", "source", "type", "handler", "status", "since", "until", "payment"];

    /// <summary>Returns the request, or what is wrong with it.</summary>
    public static (ReplayRequest? Request, string? Problem) Read(HttpContext context)
    {
        if (RequestContent.Of(context).Json is not { } json || !json.TryGetProperty("filter", out var filter)
            || filter.ValueKind != JsonValueKind.Object)
        {
            return (null, "Send a JSON object with a filter, for example { \"filter\": { \"status\": \"dead\" } }.");
        }

        if (Unknown(json, Members) is { } unknown)
        {
            return (null, $"The request has no member '{unknown}'. Use {string.Join(", ", Members)}.");
        }

        if (Unknown(filter, FilterMembers) is { } unknownFilter)
        {
            return (null, $"filter has no member '{unknownFilter}'. Use {string.Join(", ", FilterMembers)}.");
        }

        var (wanted, problem) = ReadFilter(filter);
        if (wanted is null)
        {
            return (null, problem);
        }

        if (Number(json, "ratePerSecond", ReplayJobs.MaxRate, out var rate) is { } rateProblem)
        {
            return (null, rateProblem);
        }

        if (Number(json, "limit", int.MaxValue, out var limit) is { } limitProblem)
        {
            return (null, limitProblem);
        }

        if (Flag(json, "force") is not { } force || Flag(json, "dryRun") is not { } dryRun)
        {
            return (null, "force and dryRun are true or false.");
        }

        return (new ReplayRequest(wanted, rate ?? ReplayJobs.DefaultRate, limit, force, dryRun), null);
    }

    private static (ReplayFilter? Filter, string? Problem) ReadFilter(JsonElement json)
    {
        var filter = new ReplayFilter
        {
            Group = Text(json, "group"),
            Source = Text(json, "source")?.ToLowerInvariant(),
            Type = Text(json, "type"),
            Handler = Text(json, "handler"),
            Payment = Text(json, "payment"),
        };
        if (filter.Group is { } group && !EventFailure.IsGroupId(group))
        {
            return (null, "group is the id of a failure group, from GET /api/failures.");
        }

        if (Text(json, "status") is { } status)
        {
            if (EventStatusText.Parse(status) is not (EventStatus.Completed or EventStatus.Retrying or EventStatus.Dead))
            {
                return (null, "status is one of completed, retrying, dead.");
            }

            filter = filter with { Status = EventStatusText.Parse(status) };
        }

        if (Time(json, "since", out var since) is { } sinceProblem)
        {
            return (null, sinceProblem);
        }

        if (Time(json, "until", out var until) is { } untilProblem)
        {
            return (null, untilProblem);
        }

        filter = filter with { Since = since, Until = until };
        return filter == new ReplayFilter()
            ? (null, $"filter names at least one of {string.Join(", ", FilterMembers)}, as a text: otherwise every event would run again.")
            : (filter, null);
    }

    private static string? Unknown(JsonElement json, string[] members) =>
        json.EnumerateObject().Select(member => member.Name).FirstOrDefault(name => !members.Contains(name, StringComparer.Ordinal));

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : null;

    private static string? Time(JsonElement json, string name, out DateTimeOffset? time)
    {
        time = null;
        if (Text(json, name) is not { } text)
        {
            return null;
        }

        time = TimeText.Read(text);
        if (time is null)
        {
            return TimeText.ProblemOf(name);
        }

        return null;
    }

    private static string? Number(JsonElement json, string name, int most, out int? number)
    {
        number = null;
        if (!json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out var read) || read < 1 || read > most)
        {
            return most == int.MaxValue ? $"{name} is a number from 1." : $"{name} is a number from 1 to {most}.";
        }

        number = read;
        return null;
    }

    private static bool? Flag(JsonElement json, string name) =>
        !json.TryGetProperty(name, out var value) ? false : value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False or JsonValueKind.Null => false,
            _ => null,
        };
}

/// <summary>A request for a bulk replay.</summary>
/// <param name="Filter">Which events.</param>
/// <param name="RatePerSecond">How many events a second.</param>
/// <param name="Limit">How many at most, or null.</param>
/// <param name="Force">Whether handlers run even if an event changed nothing.</param>
/// <param name="DryRun">Whether the events are only counted.</param>
internal sealed record ReplayRequest(ReplayFilter Filter, int RatePerSecond, int? Limit, bool Force, bool DryRun);
