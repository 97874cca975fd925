using PayHooks.Cli.Terminal;
using Spectre.Console;

namespace PayHooks.Cli.Client;

/// <summary>Shows events as rows: of a list, or one by one as they come.</summary>
internal sealed class EventTable(CliConsole screen, ShownTime time)
{
    // The widths of a growing list: time, id, status, amount. The type is last, so that it is always whole.
    private static readonly int[] Widths = [9, TextTable.ShortId, 12, 11];
    private const int FullId = 30;
    private const int WidthWithFullIds = 100;

    /// <summary>Shows the events; nothing when there are none.</summary>
    public void Show(IReadOnlyList<EventView> events)
    {
        var table = new TextTable(
            (time.Zone, ColumnKind.Word), ("event", ColumnKind.Id), ("status", ColumnKind.Word), ("amount", ColumnKind.Number),
            ("source", ColumnKind.Text), ("type", ColumnKind.Text), ("seen", ColumnKind.Word));
        foreach (var one in events)
        {
            table.Add(time.Short(one.ReceivedAt), one.Id, new TableCell(StateOf(one), StyleOf(StateOf(one))), one.Amount ?? "-", one.Source,
                one.Type, SeenOf(one));
        }

        table.Show(screen);
    }

    /// <summary>Writes the header of a list that grows.</summary>
    public void ShowHeader() => screen.Line(new TableCell(
        $"{time.Zone.PadRight(Widths[0])} {"event".PadRight(IdWidth)} {"status".PadRight(Widths[2])} {"amount".PadLeft(Widths[3])} "
            + "source, type, seen",
        new Style(Color.Grey)));

    /// <summary>Writes one event on a line of its own, for a list that grows.</summary>
    public void ShowLine(EventView one) => screen.Line(
        $"{time.Short(one.ReceivedAt).PadRight(Widths[0])} {Cut(one.Id).PadRight(IdWidth)} ",
        new TableCell(StateOf(one).PadRight(Widths[2]), StyleOf(StateOf(one))),
        $" {(one.Amount ?? "-").PadLeft(Widths[3])} {one.Source} {one.Type} {SeenOf(one)}");

    private static string SeenOf(EventView one) => $"{one.Deliveries}x{(one.Conflicts > 0 ? "!" : "")}";

    private int IdWidth => screen.Data.Profile.Width >= WidthWithFullIds ? FullId : Widths[1];

    private string Cut(string id) => id.Length > IdWidth ? id[..IdWidth] : id;

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
