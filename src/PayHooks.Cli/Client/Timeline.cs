using System.Globalization;
using PayHooks.Cli.Terminal;
using Spectre.Console;

namespace PayHooks.Cli.Client;

/// <summary>Shows how an event arrived and was handled, in chronological order.</summary>
internal static class Timeline
{
    /// <summary>Whether the server returned a log to show.</summary>
    public static bool IsKnown(EventView one) => one.Log("deliveries").Any();

    /// <summary>Shows the timeline; nothing when the server returns no log.</summary>
    public static void Show(CliConsole screen, EventView one, ShownTime time)
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

        screen.Line();
        var table = new TextTable((time.Zone, ColumnKind.Word), ("what", ColumnKind.Word), ("", ColumnKind.Text));
        foreach (var line in lines.OrderBy(line => line.At))
        {
            table.Add(time.Exact(line.At), new TableCell(line.What, StyleOf(line.What)), line.Detail);
        }

        table.Show(screen);
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
        + (attempt.Response is { } response ? $" {response.Trim()}" : "");

    private static Style? StyleOf(string what) => what switch
    {
        "succeeded" => EventTable.StyleOf("completed"),
        "failed" or "timed_out" or "crashed" => EventTable.StyleOf("dead"),
        "due" => EventTable.StyleOf("retrying"),
        _ => null,
    };
}
