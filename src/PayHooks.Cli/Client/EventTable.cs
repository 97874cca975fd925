using PayHooks.Cli.Terminal;
using Spectre.Console;

namespace PayHooks.Cli.Client;

/// <summary>Shows events as rows.</summary>
internal sealed class EventTable(CliConsole screen, DateTimeOffset now)
{
    private const int Source = 2;
    private const int Type = 3;
    private const int Status = 4;

    /// <summary>Shows the events; nothing when there are none.</summary>
    public void Show(IReadOnlyList<EventView> events)
    {
        if (events.Count == 0)
        {
            return;
        }

        var table = CliConsole.Table("received", "event", "source", "type", "status", "amount", "seen");
        string[][] rows = [.. events.Select(Cells)];

        // Users copy the id, so it does not wrap. On a narrow terminal the gaps shrink first, then source and type.
        var wanted = Enumerable.Range(0, table.Columns.Count).Sum(column => rows.Max(row => row[column].Length) + 2);
        foreach (var (column, index) in table.Columns.Select((column, index) => (column, index)))
        {
            column.Padding = wanted <= screen.Data.Profile.Width ? column.Padding : new Padding(0, 0, 1, 0);
            column.NoWrap = index is not (Source or Type);
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select((cell, column) => CliConsole.Plain(cell, column == Status ? StyleOf(cell) : null)));
        }

        screen.Show(table);
    }

    private string[] Cells(EventView one) =>
    [
        Format.Short(one.ReceivedAt, now), one.Id, one.Source, one.Type, StateOf(one), one.Amount ?? "-",
        $"{one.Deliveries}x{(one.Conflicts > 0 ? "!" : "")}",
    ];

    /// <summary>Shows one event on a line of its own, for a growing list; fits in 100 columns.</summary>
    public static void ShowLine(CliConsole screen, EventView one, DateTimeOffset now)
    {
        screen.Data.Write(new Text($"{Format.Short(one.ReceivedAt, now),-8} {one.Id} "));
        screen.Data.Write(new Text($"{Format.Safe(StateOf(one)),-12}", StyleOf(StateOf(one))));
        screen.Data.Write(
            new Text($" {one.Deliveries + "x",-3} {Format.Safe(one.Source),-11} {Format.Safe(one.Type)} "
            + $"{Format.Safe(one.Amount ?? "")}".TrimEnd() + "\n"));
    }

    /// <summary>The status, or, for an event that completed without a handler, the outcome.</summary>
    public static string StateOf(EventView one) => one.Outcome is { } outcome and not "handled" ? outcome : one.Status;

    /// <summary>The color of a status or outcome.</summary>
    public static Style StyleOf(string state) => state switch
    {
        "no_handler" or "unrecognised" => new Style(Color.Grey),
        "completed" => new Style(Color.Green),
        "dead" => new Style(Color.Red, decoration: Decoration.Bold),
        "retrying" or "paused" => new Style(Color.Yellow),
        _ => new Style(Color.Blue),
    };
}
