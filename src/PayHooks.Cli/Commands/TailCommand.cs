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

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var keys = new TailKeys(Shower(command, screen), screen.Hint, ending.Cancel);
        var pressing = around.Keys(screen, ending.Token) is { } pressed ? keys.ReadAsync(pressed) : null;
        if (pressing is not null)
        {
            keys.Say(TailKeys.Hint);
        }

        try
        {
            var problem = await new EventTail(api, filter.Read(command), around.Time, keys.Show, keys.Say).RunAsync(ending.Token);
            return screen.Fail(problem!);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            return ExitCode.Done;
        }
        finally
        {
            await ending.CancelAsync();
            await (pressing ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
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
