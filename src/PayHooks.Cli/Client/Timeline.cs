using System.Globalization;
using PayHooks.Cli.Terminal;
using Spectre.Console;

namespace PayHooks.Cli.Client;

/// <summary>Shows how an event arrived and was handled, in chronological order.</summary>
internal static class Timeline
{
    private const int Outcome = 1;

    /// <summary>Shows the timeline; nothing when the server returns no log.</summary>
    public static void Show(CliConsole screen, EventView one)
    {
        (DateTimeOffset? At, string What, string Detail)[] lines =
        [
            .. one.Log("deliveries").Select(delivery => (delivery.At, "delivered", Describe(delivery))),
            .. one.Log("replays").Select(replay => (replay.At, "replayed", replay.Id ?? "")),
            .. one.Log("attempts").Select(attempt => (attempt.At, attempt.Outcome ?? "?", DescribeAttempt(attempt))),
            .. one.NextAttemptAt is { } next ? [(next, "due", "the next attempt")] : Array.Empty<(DateTimeOffset?, string, string)>(),
            .. one.ErasedAt is { } erased ? [(erased, "erased", "")] : Array.Empty<(DateTimeOffset?, string, string)>(),
        ];
        if (lines.Length == 0)
        {
            return;
        }

        screen.Out.WriteLine();
        var table = CliConsole.Table("time", "what", "");
        table.Columns[^1].NoWrap = false;
        foreach (var line in lines.OrderBy(line => line.At))
        {
            string[] cells = [Time(line.At), line.What, line.Detail];
            table.AddRow(
                cells.Select((cell, column) => column == Outcome ? CliConsole.Plain(cell, StyleOf(cell)) : CliConsole.Plain(cell)));
        }

        screen.Show(table);
    }

    private static string Describe(LogEntryView delivery) => string.Join(", ",
    [
        $"verified by {delivery.Verification ?? "?"}",
        .. delivery.SecretIndex is { } index ? [$"secret {index}"] : Array.Empty<string>(),
        .. delivery.IsConflict ? ["with another body"] : Array.Empty<string>(),
    ]);

    private static string DescribeAttempt(LogEntryView attempt) => string.Create(CultureInfo.InvariantCulture,
        $"{attempt.Handler ?? "-"}, attempt {attempt.Attempt}{(attempt.DurationMs is > 0 and var took ? $", {took:0.#} ms" : "")}")
        + (attempt.Error is null ? "" : $": {attempt.Error}")
        + (attempt.Response is { } response ? $" {response.ReplaceLineEndings(" ").Trim()}" : "");

    private static string Time(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture) ?? "-";

    private static Style? StyleOf(string what) => what switch
    {
        "succeeded" => EventTable.StyleOf("completed"),
        "failed" or "timed_out" or "crashed" => EventTable.StyleOf("dead"),
        "due" => EventTable.StyleOf("retrying"),
        _ => null,
    };
}
