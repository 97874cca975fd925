using System.Globalization;
using Microsoft.AspNetCore.Http;
using PayHooks.Storage;

namespace PayHooks.Http;

/// <summary>Reads <c>?source=&amp;type=&amp;status=&amp;limit=&amp;cursor=</c>; an empty parameter is an absent one.</summary>
internal static class EventQueryReader
{
    /// <summary>The query, or what is wrong with it.</summary>
    public static (EventQuery? Query, string? Problem) Read(IQueryCollection parameters)
    {
        var query = new EventQuery
        {
            Source = Text("source")?.ToLowerInvariant(),
            Type = Text("type"),
            Cursor = Text("cursor"),
        };
        if (Text("status") is { } status)
        {
            if (EventStatusText.Parse(status) is not { } known)
            {
                return (null, "status is one of processing, retrying, completed, dead.");
            }

            query = query with { Status = known };
        }

        if (Text("limit") is { } limit)
        {
            if (!IsNumber(limit))
            {
                return (null, $"limit is a number from 1 to {EventQuery.MaxLimit}.");
            }

            // More digits than fit are a large number all the same.
            query = query with { Limit = int.TryParse(limit, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? Math.Clamp(number, 1, EventQuery.MaxLimit)
                : limit[0] == '-' ? 1 : EventQuery.MaxLimit };
        }

        return (query, null);

        string? Text(string name) => parameters[name] is [.., { Length: > 0 } last] ? last : null;
    }

    private static bool IsNumber(string text)
    {
        var digits = text.AsSpan(text[0] == '-' ? 1 : 0);
        return digits.Length > 0 && !digits.ContainsAnyExceptInRange('0', '9');
    }
}
