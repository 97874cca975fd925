using Microsoft.AspNetCore.Http;
using PayHooks.Storage;

namespace PayHooks.AspNetCore;

/// <summary>Reads <c>?source=&amp;type=&amp;status=&amp;since=&amp;until=&amp;q=&amp;limit=&amp;cursor=</c>; an empty parameter
/// counts as absent.</summary>
internal static class EventQueryReader
{
    /// <summary>Returns the query, or what is wrong with it.</summary>
    public static (EventQuery? Query, string? Problem) Read(IQueryCollection parameters)
    {
        var query = new EventQuery
        {
            Source = Text("source")?.ToLowerInvariant(),
            Type = Text("type"),
            Cursor = Text("cursor"),
            Search = Text("q")?.Trim() is { Length: > 0 } term ? term : null,
        };
        if (Time("since", out var since) is { } sinceProblem)
        {
            return (null, sinceProblem);
        }

        if (Time("until", out var until) is { } untilProblem)
        {
            return (null, untilProblem);
        }

        query = query with { Since = since, Until = until };
        if (Text("status") is { } status)
        {
            if (EventStatusText.Parse(status) is not { } known)
            {
                return (null, $"status is one of {EventStatusText.Words}.");
            }

            query = query with { Status = known };
        }

        if (Text("outcome") is { } outcome)
        {
            if (EventOutcomeText.Parse(outcome) is not { } known)
            {
                return (null, $"outcome is one of {EventOutcomeText.Words}.");
            }

            query = query with { Outcome = known };
        }

        if (LimitText.Read(parameters, query.Limit, EventQuery.MaxLimit) is not { } limit)
        {
            return (null, LimitText.ProblemOf(EventQuery.MaxLimit));
        }

        query = query with { Limit = limit };
        return (query, null);

        string? Time(string name, out DateTimeOffset? time)
        {
            time = null;
            if (Text(name) is not { } text)
            {
                return null;
            }

            time = TimeText.Read(text);
            return time is null ? TimeText.ProblemOf(name) : null;
        }

        string? Text(string name) => parameters[name] is [.., { Length: > 0 } last] ? last : null;
    }
}
