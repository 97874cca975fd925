using System.Globalization;
using System.Net;
using System.Text.Json;

namespace PayHooks.Cli.Client;

/// <summary>Selects the events to list.</summary>
internal sealed record EventFilter(string? Source, string? Type, string? Status)
{
    private const int PageSize = 500;

    /// <summary>Includes only completed events with this outcome.</summary>
    public string? Outcome { get; init; }

    /// <summary>Includes only events first received at this time or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Includes only events first received before this time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Includes only events with this exact search term.</summary>
    public string? Search { get; init; }

    /// <summary>Whether an event from the live stream matches the source, type, status and outcome.</summary>
    public bool Matches(EventView one) =>
        (Source is null || string.Equals(one.Source, Source, StringComparison.OrdinalIgnoreCase))
        && (Type is null || one.Type == Type)
        && (Status is null || one.Status == Status)
        && (Outcome is null || one.Outcome == Outcome);

    /// <summary>Returns the request path of a page.</summary>
    public string PathOf(int limit, string? cursor)
    {
        List<string> parts = [$"limit={Math.Min(limit, PageSize)}"];
        foreach (var (name, value) in new[]
        {
            ("source", Source), ("type", Type), ("status", Status), ("outcome", Outcome), ("since", Text(Since)), ("until", Text(Until)),
                ("q", Search), ("cursor", cursor),
        })
        {
            if (value is not null)
            {
                parts.Add($"{name}={Uri.EscapeDataString(value)}");
            }
        }

        return $"api/events?{string.Join('&', parts)}";
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

            events.AddRange(listed.EnumerateArray().Select(one => new EventView(one)));
            cursor = page.TryGetProperty("cursor", out var next) && next.ValueKind == JsonValueKind.String ? next.GetString() : null;
        }
        while (cursor is not null && events.Count < limit);

        return new EventList(events, cursor, null);
    }
}
