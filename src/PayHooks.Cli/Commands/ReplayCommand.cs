using System.CommandLine;
using PayHooks.Cli.Client;
using PayHooks.Cli.Terminal;

namespace PayHooks.Cli.Commands;

/// <summary><c>payhooks replay</c>: makes events run again.</summary>
internal sealed class ReplayCommand
{
    private readonly ServerOptions server;
    private readonly Argument<string[]> ids = EventIdArgument.Many();
    private readonly Option<string?> status = FilterOptions.Status("Instead of ids, all events of this status");
    private readonly Option<string?> source = new("--source") { Description = "With --status: only this source", HelpName = "S" };
    private readonly Option<string?> type = new("--type") { Description = "With --status: only this type", HelpName = "T" };

    private readonly Option<bool> force = new("--force")
    {
        Description = "Run the handlers of events that changed nothing as well: unchanged, stale and conflicting ones",
    };

    private ReplayCommand(CliEnvironment surroundings) => server = new ServerOptions(surroundings);

    /// <summary>The command.</summary>
    public static Command Create(CliEnvironment? surroundings = null)
    {
        var replay = new ReplayCommand(surroundings ?? CliEnvironment.Process);
        var command = replay.server.AddTo(new Command("replay", "Run events again: those named, or all that are dead.")
        {
            replay.ids, replay.status, replay.source, replay.type, replay.force,
        });
        command.Validators.Add(result =>
        {
            // The tokens, not the values: those are not there when an id is none, which has then been said already.
            var named = result.GetResult(replay.ids) is { Tokens.Count: > 0 };
            if (named == (result.GetResult(replay.status) is not null))
            {
                result.AddError(named ? "Name either ids or --status, not both." : "Name the events by their ids, or all dead ones by --status dead.");
            }
            else if (named && (result.GetResult(replay.source) ?? result.GetResult(replay.type)) is not null)
            {
                result.AddError("--source and --type choose among the events of a --status; they do not go with ids.");
            }
        });
        command.SetAction(replay.RunAsync);
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

        string[] wanted = [.. command.GetValue(ids)!.Distinct(StringComparer.Ordinal)];
        if (command.GetValue(status) is { } word)
        {
            // All are listed before the first is replayed: the list changes under the replays.
            var filter = new EventFilter(command.GetValue(source), command.GetValue(type), word);
            var list = await EventList.ReadAsync(api, filter, int.MaxValue, cancellationToken);
            if (list.Problem is not null)
            {
                return screen.Fail(list.Problem);
            }

            wanted = [.. list.Events.Select(one => one.Id)];
            if (wanted.Length == 0)
            {
                screen.Hint($"No event is {word}: nothing to replay.");
                return ExitCode.Done;
            }
        }

        var how = command.GetValue(force) ? "?force=true" : "";
        var exitCode = await BulkOperation.ChangeAsync(
            screen, api, wanted, "replayed", id => api.PostAsync($"api/events/{id}/replay{how}", cancellationToken));
        if (exitCode != ExitCode.Done)
        {
            return exitCode;
        }

        screen.Hint($"{Format.Count(wanted.Length, "event")} will run again.");
        screen.Next((wanted.Length == 1 ? $"show {wanted[0]}" : "events") + api.Option);
        return ExitCode.Done;
    }
}
