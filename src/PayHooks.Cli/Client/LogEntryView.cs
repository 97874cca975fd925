using System.Text.Json;

namespace PayHooks.Cli.Client;

/// <summary>A delivery, an attempt or a replay as returned by the API.</summary>
internal readonly struct LogEntryView(JsonElement json)
{
    public string? Id => EventView.Text(json, "id");

    public DateTimeOffset? At => EventView.Time(EventView.Member(json, "at")) ?? EventView.Time(EventView.Member(json, "receivedAt"));

    public string? Verification => EventView.Text(json, "verification");

    public int? SecretIndex => Number("secretIndex") is { } index ? (int)index : null;

    public bool IsConflict => EventView.Member(json, "conflict").ValueKind == JsonValueKind.True;

    public int? Attempt => Number("attempt") is { } attempt ? (int)attempt : null;

    public string? Handler => EventView.Text(json, "handler");

    public string? Outcome => EventView.Text(json, "outcome");

    public double? DurationMs => Number("durationMs");

    public string? Error => EventView.Text(json, "error");

    public string? Response => EventView.Text(json, "response");

    private double? Number(string name) =>
        EventView.Member(json, name) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : null;
}
