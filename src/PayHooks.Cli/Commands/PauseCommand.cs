using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using PayHooks.Cli.Client;
using PayHooks.Cli.Terminal;

namespace PayHooks.Cli.Commands;

/// <summary><c>payhooks pause</c>: lets the events of a source or a handler wait, or lists what is paused.</summary>
internal sealed class PauseCommand
{
    private readonly CliEnvironment around;
    private readonly ServerOptions server;
    private readonly PausedOption what = new();
    private readonly Option<string?> reason = new("--reason") { Description = "Why, for the audit", HelpName = "TEXT" };
    private readonly Option<bool> utc = ShownTime.CreateOption();
    private readonly Option<bool> json = new("--json") { Description = "Print the pauses as the API has them" };
    private readonly Option<DateTimeOffset?> until;

    private PauseCommand(CliEnvironment around)
    {
        this.around = around;
        server = new ServerOptions(around);
        until = TimeOption.CreateFuture("--until", "Resume by itself at this time", around.Time);
    }

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment? surroundings = null)
    {
        var pause = new PauseCommand(surroundings ?? CliEnvironment.Process);
        var command = pause.server.AddTo(pause.what.AddTo(
            new Command("pause", "Let the events of a source or a handler wait; without either, list what is paused."),
            isRequired: false));
        command.Add(pause.reason);
        command.Add(pause.until);
        command.Add(pause.utc);
        command.Add(pause.json);
        command.SetAction(pause.RunAsync);
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

        if (what.PathOf(command) is not { } path)
        {
            return await ListAsync(command, screen, api, cancellationToken);
        }

        var answer = await api.PostAsync(
            $"{path}/pause",
            body =>
            {
                body.WriteString("reason"u8, command.GetValue(reason));
                body.WriteString("until"u8, command.GetValue(until)?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
            },
            cancellationToken);
        if (answer.Problem is not null)
        {
            return screen.Fail(answer.Problem);
        }

        if (command.GetValue(json))
        {
            screen.WriteJson(answer.Json!.Value);
        }
        else
        {
            screen.Hint("Paused: deliveries are still accepted, and their events wait. It takes effect everywhere within ten seconds.");
            screen.Next($"resume {what.WordsOf(command)}{api.Option}");
        }

        return ExitCode.Done;
    }

    private async Task<int> ListAsync(ParseResult command, CliConsole screen, ApiClient api, CancellationToken cancellationToken)
    {
        var answer = await api.GetAsync("api/pauses", cancellationToken);
        if (answer.Problem is not null)
        {
            return screen.Fail(answer.Problem);
        }

        if (command.GetValue(json))
        {
            screen.WriteJson(answer.Json!.Value);
            return ExitCode.Done;
        }

        if (EventView.Member(answer.Json!.Value, "pauses") is not { ValueKind: JsonValueKind.Array } pauses || pauses.GetArrayLength() == 0)
        {
            screen.Hint("Nothing is paused.");
            return ExitCode.Done;
        }

        var time = new ShownTime(around.Time, command.GetValue(utc));
        var table = new TextTable(
            ("kind", ColumnKind.Word), ("name", ColumnKind.Text), ("state", ColumnKind.Word), ($"since ({time.Zone})", ColumnKind.Word),
            ("until", ColumnKind.Word), ("by", ColumnKind.Text), ("reason", ColumnKind.Note));
        foreach (var pause in pauses.EnumerateArray())
        {
            table.Add(
                EventView.Text(pause, "kind"), EventView.Text(pause, "name"), EventView.Text(pause, "state"),
                time.Short(EventView.Time(EventView.Member(pause, "at"))),
                time.Short(EventView.Time(EventView.Member(pause, "until"))), EventView.Text(pause, "by"),
                EventView.Text(pause, "reason"));
        }

        table.Show(screen);
        return ExitCode.Done;
    }
}
