using System.Text.Json;
using System.Text.Json.Nodes;
using PayHooks.AspNetCore;
using PayHooks.Cli.Terminal;
using PayHooks.Diagnostics;

namespace PayHooks.Cli.Client;

/// <summary>Shows a server's checks of itself, what is wrong first.</summary>
internal static class SelfCheckReport
{
    private static readonly string[] Order = ["failed", "warning", "unknown", "passed"];

    /// <summary>Shows the results: a line each, and below it what to do.</summary>
    public static void Show(CliConsole screen, JsonElement response)
    {
        var table = new TextTable(("", ColumnKind.Word), ("", ColumnKind.Text));
        foreach (var check in Checks(response).OrderBy(check => Array.IndexOf(Order, StateOf(check))))
        {
            table.Add(Mark(StateOf(check)), $"{Text(check, "name")}: {Text(check, "finding")}");
            if (Text(check, "fix") is { } fix)
            {
                table.Add("", fix);
            }
        }

        table.Show(screen);
        var failures = Failures(response);
        screen.Line();
        screen.Line(failures switch
        {
            0 => "Nothing is broken.",
            1 => "1 check failed.",
            _ => $"{failures} checks failed.",
        });
    }

    /// <summary>Adds a result of this machine to a server's.</summary>
    public static JsonElement With(JsonElement response, SelfCheckResult? result)
    {
        if (result is null)
        {
            return response;
        }

        var all = JsonObject.Create(response)!;
        (all["checks"] as JsonArray)?.Add(JsonSerializer.SerializeToNode(
            new SelfCheckResponse([result]), SelfCheckJson.Default.SelfCheckResponse)!["checks"]![0]!.DeepClone());
        using var document = JsonDocument.Parse(all.ToJsonString());
        return document.RootElement.Clone();
    }

    /// <summary>How many checks failed.</summary>
    public static int Failures(JsonElement response) => Checks(response).Count(check => StateOf(check) == "failed");

    private static TableCell Mark(string? state) => state switch
    {
        "passed" => new TableCell("ok"),
        "warning" => new TableCell("warning", EventTable.StyleOf("retrying")),
        "failed" => new TableCell("FAILED", EventTable.StyleOf("dead")),
        _ => new TableCell("?"),
    };

    private static IEnumerable<JsonElement> Checks(JsonElement response) =>
        EventView.Member(response, "checks") is { ValueKind: JsonValueKind.Array } checks ? [.. checks.EnumerateArray()] : [];

    private static string? StateOf(JsonElement check) => Text(check, "state")?.ToLowerInvariant();

    private static string? Text(JsonElement check, string name) =>
        EventView.Member(check, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
