using System.Text.Json;

namespace PayHooks.Cli.Client;

/// <summary>Which events to list.</summary>
internal sealed record EventFilter(string? Source, string? Type, string? Status)
{
    private const int PageSize = 500;

    /// <summary>The path of a page.</summary>
    public string PathOf(int limit, string? cursor)
    {
        List<string> parts = [$"limit={Math.Min(limit, PageSize)}"];
        foreach (var (name, value) in new[] { ("source", Source), ("type", Type), ("status", Status), ("cursor", cursor) })
        {
            if (value is not null)
            {
                parts.Add($"{name}={Uri.EscapeDataString(value)}");
            }
        }

        return $"api/events?{string.Join('&', parts)}";
    }
}

/// <summary>Events, newest first.</summary>
/// <param name="Events">The events.</param>
/// <param name="Cursor">Where more begin, or null.</param>
/// <param name="Problem">Why there are none, or null.</param>
internal sealed record EventList(IReadOnlyList<EventView> Events, string? Cursor, string? Problem)
{
    /// <summary>Asks for at most so many events, page by page.</summary>
    public static async Task<EventList> ReadAsync(ApiClient server, EventFilter filter, int limit, CancellationToken cancellationToken)
    {
        List<EventView> events = [];
        string? cursor = null;
        do
        {
            var answer = await server.GetAsync(filter.PathOf(limit - events.Count, cursor), cancellationToken);
            if (answer.Problem is not null)
            {
                return new EventList([], null, answer.Problem);
            }

            if (answer.Json is not { ValueKind: JsonValueKind.Object } page || !page.TryGetProperty("events", out var listed) || listed.ValueKind != JsonValueKind.Array)
            {
                return new EventList([], null, $"{server.Name} does not list events as PayHooks does. Is --server right?");
            }

            events.AddRange(listed.EnumerateArray().Select(one => new EventView(one)));
            cursor = page.TryGetProperty("cursor", out var next) && next.ValueKind == JsonValueKind.String ? next.GetString() : null;
        }
        while (cursor is not null && events.Count < limit);

        return new EventList(events, cursor, null);
    }
}
