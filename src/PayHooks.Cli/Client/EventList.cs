using System.Globalization;
using System.Net;
using System.Text.Json;
using PayHooks.Storage;

namespace PayHooks.Cli.Client;

/// <summary>Selects the events to list.</summary>
internal sealed record EventFilter
{
    private const int PageSize = 500;

    /// <summary>Includes only events of these sources.</summary>
    public AnyOf<string> Source { get; init; }

    /// <summary>Includes only events of these types.</summary>
    public AnyOf<string> Type { get; init; }

    /// <summary>Includes only events with these statuses.</summary>
    public AnyOf<string> Status { get; init; }

    /// <summary>Includes only completed events with these outcomes.</summary>
    public AnyOf<string> Outcome { get; init; }

    /// <summary>Includes only events that one of these handlers has finished or failed.</summary>
    public AnyOf<string> Handler { get; init; }

    /// <summary>Includes only live events, or only test events.</summary>
    public bool? Livemode { get; init; }

    /// <summary>Includes only events whose last error contains this text.</summary>
    public string? Error { get; init; }

    /// <summary>Includes only events first received at this time or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Includes only events first received before this time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Includes only events that are found by this text.</summary>
    public string? Search { get; init; }

    /// <summary>Whether an event from the live stream matches the source, type, status and outcome.</summary>
    public bool Matches(EventView one) =>
        (Source.IsEmpty || Source.Contains(one.Source, StringComparer.OrdinalIgnoreCase))
        && Type.Accepts(one.Type)
        && Status.Accepts(one.Status)
        && Outcome.Accepts(one.Outcome);

    /// <summary>Returns the request path of a page.</summary>
    public string PathOf(int limit, string? cursor)
    {
        List<string> parts = [$"limit={Math.Min(limit, PageSize)}"];
        Add("source", Source);
        Add("type", Type);
        Add("status", Status);
        Add("outcome", Outcome);
        Add("handler", Handler);
        Add("livemode", Livemode is { } livemode ? livemode ? "true" : "false" : null);
        Add("error", Error);
        Add("since", Text(Since));
        Add("until", Text(Until));
        Add("q", Search);
        Add("cursor", cursor);
        return $"api/events?{string.Join('&', parts)}";

        void Add(string name, AnyOf<string> values) => parts.AddRange(values.Select(value => $"{name}={Uri.EscapeDataString(value)}"));
    }

    private static string? Text(DateTimeOffset? time) => time?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}

/// <summary>Events, newest first.</summary>
/// <param name="Events">The events.</param>
/// <param name="Cursor">The cursor of the next page, or null.</param>
/// <param name="Problem">Why the list could not be read, or null.</param>
internal sealed record EventList(IReadOnlyList<EventView> Events, string? Cursor, string? Problem)
{
    /// <summary>Whether the server refused the request, so that trying again does not help.</summary>
    public bool IsRefused { get; init; }

    /// <summary>Reads up to the given number of events, page by page.</summary>
    public static async Task<EventList> ReadAsync(ApiClient server, EventFilter filter, int limit, CancellationToken cancellationToken)
    {
        List<EventView> events = [];
        string? cursor = null;
        var isSearching = true;
        do
        {
            var answer = await server.GetAsync(filter.PathOf(limit - events.Count, cursor), cancellationToken);
            if (answer.Problem is not null)
            {
                return new EventList([], null, answer.Problem)
                {
                    IsRefused = answer.Status is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden,
                };
            }

            if (answer.Json is not { ValueKind: JsonValueKind.Object } page || !page.TryGetProperty("events", out var listed)
                || listed.ValueKind != JsonValueKind.Array)
            {
                return new EventList([], null, $"{server.Name} does not list events as PayHooks does. Is --server correct?");
            }

            // A page of a search reads many events; to read all of them for a text that none has would take long.
            isSearching = filter.Search is null || listed.GetArrayLength() > 0;
            events.AddRange(listed.EnumerateArray().Select(one => new EventView(one)));
            cursor = page.TryGetProperty("cursor", out var next) && next.ValueKind == JsonValueKind.String ? next.GetString() : null;
        }
        while (cursor is not null && events.Count < limit && isSearching);

        return new EventList(events, cursor, null);
    }
}
