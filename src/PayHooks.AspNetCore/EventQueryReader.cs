using Microsoft.AspNetCore.Http;
using PayHooks.Storage;

namespace PayHooks.AspNetCore;

/// <summary>Reads the filters of a list of events, <c>limit</c> and <c>cursor</c>; an empty parameter counts as absent.</summary>
internal static class EventQueryReader
{
    /// <summary>Returns the query, or what is wrong with it.</summary>
    public static (EventQuery? Query, string? Problem) Read(IQueryCollection parameters)
    {
        var query = new EventQuery
        {
            Source = Text("source")?.ToLowerInvariant(),
            Type = Text("type"),
            Handler = Text("handler"),
            Error = Text("error"),
            Cursor = Text("cursor"),
            Search = Text("q")?.Trim() is { Length: > 0 } term ? term : null,
        };
        DateTimeOffset? until = null;
        bool? livemode = null;
        var problem = QueryMembers.Time(parameters, "since", out var since) ?? QueryMembers.Time(parameters, "until", out until)
            ?? QueryMembers.Flag(parameters, "livemode", out livemode);
        if (problem is not null)
        {
            return (null, problem);
        }

        query = query with { Since = since, Until = until, Livemode = livemode };
        if (Text("status") is { } status)
        {
            if (EventStatusText.Parse(status) is not { } known)
            {
                return (null, $"status must be one of {EventStatusText.Words}.");
            }

            query = query with { Status = known };
        }

        if (Text("outcome") is { } outcome)
        {
            if (EventOutcomeText.Parse(outcome) is not { } known)
            {
                return (null, $"outcome must be one of {EventOutcomeText.Words}.");
            }

            query = query with { Outcome = known };
        }

        if (LimitText.Read(parameters, query.Limit, EventQuery.MaxLimit) is not { } limit)
        {
            return (null, LimitText.ProblemOf(EventQuery.MaxLimit));
        }

        query = query with { Limit = limit };
        return (query, null);

        string? Text(string name) => QueryMembers.Text(parameters, name);
    }
}
