using Microsoft.AspNetCore.Http;
using PayHooks.Storage;

namespace PayHooks.AspNetCore;

/// <summary>Reads the filters of a list of events, <c>limit</c> and <c>cursor</c>; an empty parameter counts as absent.</summary>
internal static class EventQueryReader
{
    private static readonly string[] Lists = ["source", "type", "status", "outcome", "handler"];

    /// <summary>Returns the query, or what is wrong with it.</summary>
    public static (EventQuery? Query, string? Problem) Read(IQueryCollection parameters)
    {
        Dictionary<string, IReadOnlyList<string>> lists = new(StringComparer.Ordinal);
        foreach (var name in Lists)
        {
            if (QueryMembers.Texts(parameters, name, out var texts) is { } tooMany)
            {
                return (null, tooMany);
            }

            lists[name] = texts;
        }

        DateTimeOffset? until = null;
        bool? livemode = null;
        var problem = QueryMembers.Time(parameters, "since", out var since) ?? QueryMembers.Time(parameters, "until", out until)
            ?? QueryMembers.Flag(parameters, "livemode", out livemode);
        if (problem is not null)
        {
            return (null, problem);
        }

        EventStatus?[] statuses = [.. lists["status"].Select(EventStatusText.Parse)];
        if (statuses.Contains(null))
        {
            return (null, $"status must be one of {EventStatusText.Words}, or several of them.");
        }

        EventOutcome?[] outcomes = [.. lists["outcome"].Select(EventOutcomeText.Parse)];
        if (outcomes.Contains(null))
        {
            return (null, $"outcome must be one of {EventOutcomeText.Words}, or several of them.");
        }

        if (LimitText.Read(parameters, new EventQuery().Limit, EventQuery.MaxLimit) is not { } limit)
        {
            return (null, LimitText.ProblemOf(EventQuery.MaxLimit));
        }

        var query = new EventQuery
        {
            Source = [.. lists["source"].Select(name => name.ToLowerInvariant())],
            Type = [.. lists["type"]],
            Status = [.. statuses.OfType<EventStatus>()],
            Outcome = [.. outcomes.OfType<EventOutcome>()],
            Handler = [.. lists["handler"]],
            Livemode = livemode,
            Error = QueryMembers.Text(parameters, "error"),
            Since = since,
            Until = until,
            Search = QueryMembers.Text(parameters, "q")?.Trim() is { Length: > 0 } term ? term : null,
            Limit = limit,
            Cursor = QueryMembers.Text(parameters, "cursor"),
        };
        return (query, null);
    }
}
