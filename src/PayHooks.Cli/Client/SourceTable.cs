using System.Globalization;
using System.Text.Json;
using PayHooks.Cli.Terminal;
using Spectre.Console;

namespace PayHooks.Cli.Client;

/// <summary>Shows sources as rows.</summary>
internal static class SourceTable
{
    /// <summary>Shows the sources, or a message when there are none.</summary>
    public static void Show(CliConsole screen, JsonElement answer, ShownTime times)
    {
        if (EventView.Member(answer, "sources") is not { ValueKind: JsonValueKind.Array } sources || sources.GetArrayLength() == 0)
        {
            screen.Hint("No source is configured. Name one with its secret, for example PayHooks__Sources__chargily__Secrets__0.");
            return;
        }

        var now = times.Now;
        var table = new TextTable(
            ("source", ColumnKind.Text), ("provider", ColumnKind.Text), ("secrets", ColumnKind.Word),
            ("last genuine delivery", ColumnKind.Word), ("matched", ColumnKind.Word), ("", ColumnKind.Note));
        foreach (var source in sources.EnumerateArray())
        {
            var last = EventView.Time(EventView.Member(source, "lastDeliveryAt"));
            table.Add(
                EventView.Text(source, "name") ?? "?", EventView.Text(source, "provider") ?? "?", Number(source, "secrets") ?? "?",
                last is null ? "none yet" : Format.Ago(now - last.Value), Number(source, "secretIndex") is { } index ? $"secret {index}"
                    : "-", new TableCell(RemarkOn(source, times), new Style(Color.Yellow)));
        }

        table.Show(screen);
    }

    private static string RemarkOn(JsonElement source, ShownTime times) => string.Join(" ",
    [
        .. EventView.Text(source, "problem") is { } problem ? [problem] : Array.Empty<string>(),
        .. Is(source, "silent") ? [$"Silent for longer than {EventView.Text(source, "silenceAfter")}."] : Array.Empty<string>(),
        .. Is(source, "oldSecret")
            ? ["The provider still signs with an old secret: the newest, the last one, has matched nothing for a day."]
            : Array.Empty<string>(),
        .. EventView.Time(EventView.Member(source, "captureUntil")) is { } until
            ? [$"Its rejected deliveries are captured until {times.Short(until)} {times.Zone}."]
            : Array.Empty<string>(),
        .. EventView.Time(EventView.Member(source, "lastConflictAt")) is { } conflict
            ? [$"A delivery contradicted the first one of its event {Format.Ago(times.Now - conflict)}: see the events marked with !."]
            : Array.Empty<string>(),
    ]);

    private static bool Is(JsonElement source, string name) => EventView.Member(source, name).ValueKind == JsonValueKind.True;

    private static string? Number(JsonElement source, string name) =>
        EventView.Member(source, name) is { ValueKind: JsonValueKind.Number } value
            ? value.GetInt64().ToString(CultureInfo.InvariantCulture) : null;
}
