using System.Text.Json;
using PayHooks.Cli.Terminal;

namespace PayHooks.Cli.Client;

/// <summary>A bulk replay as returned by the API; members that are missing or of another type are empty or 0.</summary>
internal readonly struct ReplayJobView(JsonElement json)
{
    public string Id => EventView.Text(json, "id") ?? "?";

    public string State => EventView.Text(json, "state") ?? "?";

    public long Total => Number("total");

    public long Done => Number("done");

    public long Failed => Number("failed");

    public long Skipped => Number("skipped");

    /// <summary>Whether the total is only a lower bound.</summary>
    public bool More => EventView.Member(json, "more").ValueKind == JsonValueKind.True;

    /// <summary>The number of events, for display.</summary>
    public string TotalText => More ? $"more than {Total} events" : Format.Count(Total, "event");

    private long Number(string name) =>
        EventView.Member(json, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : 0;
}
