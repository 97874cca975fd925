using System.Globalization;
using System.Text.Json;
using PayHooks.Cli.Terminal;

namespace PayHooks.Cli.Client;

/// <summary>Shows the report of a reconciliation: the counts, then each item that needs attention, within 80 columns.</summary>
internal static class ReconcileReport
{
    private static readonly (string Name, string Meaning)[] Counts =
    [
        ("matched", "reported by webhooks"),
        ("pending", "webhook may still arrive"),
        ("missed", "no webhook arrived; enqueued"),
        ("conflicts", "differ from what is stored"),
        ("failed", "could not be compared or recovered"),
    ];

    /// <summary>Whether the run reached the end of its window and nothing failed.</summary>
    public static bool Succeeded(JsonElement run) =>
        EventView.Member(run, "complete").ValueKind == JsonValueKind.True && Number(run, "failed") == 0;

    /// <summary>Shows the report.</summary>
    public static void Show(CliConsole screen, JsonElement run, ShownTime time)
    {
        var isDry = EventView.Member(run, "dryRun").ValueKind == JsonValueKind.True;
        Line(screen, $"{EventView.Text(run, "source")}: {WindowOf(run, time)}{(isDry ? " (dry run)" : "")}");
        screen.Line();
        Line(screen, Row("checked", Number(run, "checked"), $"in {Format.Count(Number(run, "requests"), "request")}"));
        var redelivers = EventView.Member(run, "redelivery").ValueKind == JsonValueKind.True;
        foreach (var (name, meaning) in Counts)
        {
            var count = Number(run, name);
            var done = isDry ? "" : redelivers ? "; asked for again" : "; enqueued";
            var what = meaning.Replace("; enqueued", done, StringComparison.Ordinal);
            Line(screen, Row(name, count, count == 0 ? "" : what));
        }

        foreach (var item in Items(run))
        {
            ShowItem(screen, item);
        }

        if (Number(run, "omittedItems") is > 0 and var omitted)
        {
            screen.Line();
            Line(screen, $"{omitted} more are not listed.");
        }

        if (EventView.Text(run, "problem") is { } problem)
        {
            screen.Hint($"payhooks: {problem}");
        }
    }

    private static void ShowItem(CliConsole screen, JsonElement item)
    {
        screen.Line();
        var what = $"{EventView.Text(item, "outcome")}  {EventView.Text(item, "kind")} {EventView.Text(item, "id")}";
        Line(screen, $"{what.TrimEnd()}  {EventView.Text(item, "providerType") ?? EventView.Text(item, "type")}");
        if (EventView.Text(item, "detail") is { } detail)
        {
            Line(screen, $"    {detail}");
        }

        if (EventView.Text(item, "event") is { Length: > 0 } id)
        {
            Line(screen, $"    {id}");
        }
    }

    private static string WindowOf(JsonElement run, ShownTime time)
    {
        return EventView.Text(run, "payment") is { } payment ? $"payment {payment}" : $"{Time("since")} to {Time("until")} {time.Zone}";

        string Time(string name) => time.Full(EventView.Time(EventView.Member(run, name))) ?? "?";
    }

    private static string Row(string name, long count, string meaning) =>
        string.Create(CultureInfo.InvariantCulture, $"{name,-10}{count,7}  {meaning}");

    private static IEnumerable<JsonElement> Items(JsonElement run) =>
        EventView.Member(run, "items") is { ValueKind: JsonValueKind.Array } items ? [.. items.EnumerateArray()] : [];

    private static long Number(JsonElement json, string name) =>
        EventView.Member(json, name) is { ValueKind: JsonValueKind.Number } value ? value.GetInt64() : 0;

    private static void Line(CliConsole screen, string text) => screen.Line(text.TrimEnd());
}
