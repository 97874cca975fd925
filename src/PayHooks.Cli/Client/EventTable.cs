using PayHooks.Cli.Terminal;
using Spectre.Console;

namespace PayHooks.Cli.Client;

/// <summary>Shows events as rows.</summary>
internal sealed class EventTable(Screen screen, DateTimeOffset now)
{
    /// <summary>Shows them; nothing when there are none.</summary>
    public void Show(IReadOnlyList<EventView> events)
    {
        if (events.Count == 0)
        {
            return;
        }

        var table = screen.Table("received", "event", "source", "type", "status", "amount", "told");
        foreach (var one in events)
        {
            table.AddRow(
                Screen.Plain(Wording.Short(one.ReceivedAt, now)),
                Screen.Plain(one.Id),
                Screen.Plain(one.Source),
                Screen.Plain(one.Type),
                Screen.Plain(one.Status, StyleOf(one.Status)),
                Screen.Plain(one.Amount ?? "-"),
                Screen.Plain($"{one.Deliveries}x{(one.Conflicts > 0 ? "!" : "")}"));
        }

        screen.Show(table);
    }

    /// <summary>Shows one as a line of its own, for a list that grows.</summary>
    public static void ShowLine(Screen screen, EventView one, DateTimeOffset now)
    {
        screen.Data.Write(new Text($"{Wording.Short(one.ReceivedAt, now),-11}  {one.Id}  "));
        screen.Data.Write(new Text($"{Wording.Safe(one.Status),-10}", StyleOf(one.Status)));
        screen.Data.Write(new Text($"  {one.Deliveries + "x",-4}  {Wording.Safe(one.Source),-11}  {Wording.Safe(one.Type)}  {Wording.Safe(one.Amount ?? "")}".TrimEnd() + "\n"));
    }

    /// <summary>The colour of a status.</summary>
    public static Style StyleOf(string status) => status switch
    {
        "completed" => new Style(Color.Green),
        "dead" => new Style(Color.Red, decoration: Decoration.Bold),
        "retrying" => new Style(Color.Yellow),
        _ => new Style(Color.Blue),
    };
}
