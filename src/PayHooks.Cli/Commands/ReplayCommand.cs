using System.CommandLine;
using PayHooks.Cli.Client;
using PayHooks.Cli.Terminal;

namespace PayHooks.Cli.Commands;

/// <summary><c>payhooks replay</c>: reruns the handlers of events.</summary>
internal sealed class ReplayCommand
{
    private readonly ServerOptions server;
    private readonly Argument<string[]> ids = EventIdArgument.Many();
    private readonly Option<string?> status = FilterOptions.Status("Instead of ids, all events of this status");
    private readonly Option<string?> source = new("--source") { Description = "With --status: only this source", HelpName = "S" };
    private readonly Option<string?> type = FilterOptions.Type("With --status: only this type");
    private readonly Option<DateTimeOffset?> since;
    private readonly Option<DateTimeOffset?> until;

    private readonly Option<bool> force = new("--force")
    {
        Description = "Run the handlers of events that changed nothing as well: unchanged, stale and conflicting ones",
    };

    private ReplayCommand(CliEnvironment surroundings)
    {
        server = new ServerOptions(surroundings);
        since = TimeOption.Create("--since", "With --status: only those received since", surroundings.Time);
        until = TimeOption.Create("--until", "With --status: only those received before", surroundings.Time);
    }

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment? surroundings = null)
    {
        var replay = new ReplayCommand(surroundings ?? CliEnvironment.Process);
        var command = replay.server.AddTo(new Command("replay", "Run events again: those named, or all that are dead.")
        {
            replay.ids, replay.status, replay.source, replay.type, replay.since, replay.until, replay.force,
        });
        command.Validators.Add(result =>
        {
            // Checks the tokens, not the values: an invalid id has no value and has been reported already, as has an unknown option.
            var words = result.GetResult(replay.ids)?.Tokens ?? [];
            var named = words.Count > 0;
            if (words.Any(EventIdArgument.IsOption))
            {
                return;
            }

            if (named == (result.GetResult(replay.status) is not null))
            {
                result.AddError(named ? "Name either ids or --status, not both."
                    : "Name the events by their ids, or all dead ones by --status dead.");
            }
            else if (named
                && new Option[] { replay.source, replay.type, replay.since, replay.until }.Any(one => result.GetResult(one) is not null))
            {
                result.AddError(
                    "--source, --type, --since and --until select among the events of a --status; they cannot be combined with ids.");
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
            // Lists all events before the first replay, because replays change the list.
            var filter = new EventFilter(command.GetValue(source), command.GetValue(type), word)
            {
                Since = command.GetValue(since),
                Until = command.GetValue(until),
            };
            var list = await EventList.ReadAsync(api, filter, int.MaxValue, cancellationToken);
            if (list.Problem is not null)
            {
                return screen.Fail(list.Problem);
            }

            wanted = [.. list.Events.Select(one => one.Id)];
            if (wanted.Length == 0)
            {
                return await EmptyList.ExplainAsync(screen, api, filter, $"No such event is {word}: nothing to replay.", cancellationToken);
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
