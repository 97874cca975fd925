using System.Globalization;
using System.Text.Json;
using PayHooks.Cli.Terminal;
using Spectre.Console;

namespace PayHooks.Cli.Client;

/// <summary>Shows the metrics that indicate whether anything needs attention.</summary>
internal static class StatsReport
{
    private static readonly (string Member, string Word)[] Counted =
    [
        ("accepted", "accepted"), ("refused", "rejected"), ("unavailable", "unavailable"), ("completed", "completed"), ("failed", "failed"),
        ("dead", "dead"),
    ];

    /// <summary>Shows the metrics.</summary>
    public static void Show(CliConsole screen, JsonElement stats, DateTimeOffset now)
    {
        screen.Facts(
        [
            ("dead letters", Text(stats, "deadLetters")),
            ("flagged", Number(stats, "flagged") is > 0 and var flagged ? $"{flagged} (payments with flags that nobody has seen)" : null),
            ("waiting", $"{Text(stats, "waiting")} (messages in the queue, retries among them)"),
            ("retrying", Number(stats, "retrying") is null ? null : Text(stats, "retrying")),
            .. Recent(stats),
        ]);
        if (EventView.Member(stats, "sources") is { ValueKind: JsonValueKind.Array } sources && sources.GetArrayLength() > 0)
        {
            screen.Line();
            ShowSources(screen, [.. sources.EnumerateArray()], now);
        }
    }

    // The metrics of the process; older servers do not report them.
    private static IEnumerable<(string Name, string? Value)> Recent(JsonElement stats)
    {
        if (EventView.Member(stats, "minutes") is not { ValueKind: JsonValueKind.Array } minutes)
        {
            yield break;
        }

        yield return ("last hour",
            string.Join(", ", Counted.Select(
                one => $"{minutes.EnumerateArray().Sum(minute => Number(minute, one.Member) ?? 0)} {one.Word}")));
        yield return ("answered in", Durations(EventView.Member(stats, "ack")));
        yield return ("started after", Durations(EventView.Member(stats, "lag")));
    }

    private static string? Durations(JsonElement durations) => Number(durations, "count") is > 0
        ? string.Join(", ", new[] { ("p50Ms", "half"), ("p95Ms", "95 %"), ("p99Ms", "99 %") }.Select(
            share => $"{share.Item2} within {Duration(EventView.Member(durations, share.Item1))}"))
        : null;

    private static string Duration(JsonElement milliseconds) => Format.Took(TimeSpan.FromMilliseconds(milliseconds.GetDouble()));

    private static void ShowSources(CliConsole screen, JsonElement[] sources, DateTimeOffset now)
    {
        var hasFigures = sources.Any(source => Number(source, "accepted") is not null);
        (string, ColumnKind)[] figures = hasFigures
            ? [("accepted", ColumnKind.Word), ("rejected", ColumnKind.Word), ("", ColumnKind.Note)] : [];
        var table = new TextTable(
        [
            ("source", ColumnKind.Text), ("provider", ColumnKind.Text), ("secrets", ColumnKind.Word), ("last event", ColumnKind.Word),
            .. figures,
        ]);
        foreach (var source in sources)
        {
            var last = EventView.Time(EventView.Member(source, "lastEventAt"));
            table.Add(
            [
                EventView.Text(source, "name") ?? "?", EventView.Text(source, "provider") ?? "?", Text(source, "secrets"),
                last is null ? "never" : Format.Ago(now - last.Value),
                .. hasFigures
                    ? [Text(source, "accepted"), Text(source, "refused"), new TableCell(Remark(source), new Style(Color.Yellow))]
                    : Array.Empty<TableCell>(),
            ]);
        }

        table.Show(screen);
    }

    private static string Remark(JsonElement source) => EventView.Text(source, "problem")
        ?? (EventView.Member(source, "silent").ValueKind == JsonValueKind.True
            ? $"silent for longer than {EventView.Text(source, "silenceAfter")}" : "");

    private static long? Number(JsonElement json, string name) =>
        EventView.Member(json, name) is { ValueKind: JsonValueKind.Number } value ? value.GetInt64() : null;

    private static string Text(JsonElement json, string name) => Number(json, name)?.ToString(CultureInfo.InvariantCulture) ?? "?";
}
