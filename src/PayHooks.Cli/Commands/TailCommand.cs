using System.CommandLine;
using PayHooks.Cli.Client;
using PayHooks.Cli.Terminal;

namespace PayHooks.Cli.Commands;

/// <summary><c>payhooks tail</c>: shows new and changed events until it is stopped.</summary>
internal sealed class TailCommand
{
    private readonly CliEnvironment around;
    private readonly ServerOptions server;
    private readonly FilterOptions filter = new();
    private readonly Option<bool> utc = ShownTime.CreateOption();
    private readonly Option<bool> json = new("--json") { Description = "Print one event as JSON on each line" };

    private TailCommand(CliEnvironment around)
    {
        this.around = around;
        server = new ServerOptions(around);
    }

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment? surroundings = null)
    {
        var tail = new TailCommand(surroundings ?? CliEnvironment.Process);
        var command = tail.server.AddTo(tail.filter.AddTo(new Command("tail", "Follow events as they come, until Ctrl+C.")
        {
            tail.utc, tail.json,
        }));
        command.SetAction(tail.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult command, CancellationToken cancellationToken)
    {
        var screen = new CliConsole(command);
        using var api = await server.ConnectAsync(command, screen, cancellationToken);
        if (api is null)
        {
            return ExitCode.Usage;
        }

        var show = Shower(command, screen);
        return await FollowKeys.RunAsync(
            around, screen, "Events are held back until you press space again.",
            (keys, token) => new EventTail(
                api, filter.Read(command), around.Time, one => keys.Show(() => show(one)), keys.Say).RunAsync(token),
            cancellationToken);
    }

    private Action<EventView> Shower(ParseResult command, CliConsole screen)
    {
        var isFirst = true;
        var table = new EventTable(screen, new ShownTime(around.Time, command.GetValue(utc)));
        return one =>
        {
            if (command.GetValue(json))
            {
                Json.WriteCompactLine(screen.Out, one.Json.WriteTo);
            }
            else
            {
                if (isFirst)
                {
                    table.ShowHeader();
                }

                table.ShowLine(one);
            }

            isFirst = false;
            screen.Out.Flush();
        };
    }
}
