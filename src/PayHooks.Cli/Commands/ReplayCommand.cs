using System.CommandLine;
using PayHooks.Cli.Client;
using PayHooks.Cli.Terminal;

namespace PayHooks.Cli.Commands;

/// <summary><c>payhooks replay</c>: reruns the handlers of events, one by one or as a job of the server.</summary>
internal sealed class ReplayCommand
{
    private readonly CliEnvironment around;
    private readonly ServerOptions server;
    private readonly Argument<string[]> ids = EventIdArgument.Many();
    private readonly ReplaySelection selection;
    private readonly Option<string?> reason = new("--reason") { Description = "Why, for the audit", HelpName = "TEXT" };

    private readonly Option<bool> force = new("--force")
    {
        Description = "Run the handlers of events that changed nothing as well: unchanged, stale and conflicting ones",
    };

    private ReplayCommand(CliEnvironment surroundings)
    {
        around = surroundings;
        server = new ServerOptions(surroundings);
        selection = new ReplaySelection(surroundings.Time);
    }

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment? surroundings = null)
    {
        var replay = new ReplayCommand(surroundings ?? CliEnvironment.Process);
        var command = replay.server.AddTo(replay.selection.AddTo(
            new Command("replay", "Run events again: those named, or all that are dead, of a failure group, or of a payment.")
            {
                replay.ids, replay.force, replay.reason,
            }));
        command.Validators.Add(result =>
        {
            // Checks the tokens, not the values: an invalid id has no value and has been reported already, as has an unknown option.
            var words = result.GetResult(replay.ids)?.Tokens ?? [];
            if (!words.Any(EventIdArgument.IsOption))
            {
                replay.selection.Check(result, words.Count > 0);
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
        return wanted.Length > 0
            ? await ReplayAsync(command, screen, api, wanted, cancellationToken)
            : await StartAsync(command, screen, api, cancellationToken);
    }

    private async Task<int> ReplayAsync(
        ParseResult command, CliConsole screen, ApiClient api, string[] wanted, CancellationToken cancellationToken)
    {
        List<string> query = [];
        if (command.GetValue(force))
        {
            query.Add("force=true");
        }

        if (command.GetValue(reason) is { } why)
        {
            query.Add($"reason={Uri.EscapeDataString(why)}");
        }

        var how = query.Count == 0 ? "" : $"?{string.Join('&', query)}";
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

    private async Task<int> StartAsync(ParseResult command, CliConsole screen, ApiClient api, CancellationToken cancellationToken)
    {
        var isDryRun = selection.IsDryRun(command);
        var answer = await api.PostAsync(
            "api/replays",
            body =>
            {
                selection.Write(command, body);
                body.WriteBoolean("force"u8, command.GetValue(force));
                body.WriteString("reason"u8, command.GetValue(reason));
            },
            cancellationToken);
        if (answer.Problem is not null)
        {
            return screen.Fail(answer.Problem);
        }

        var job = new ReplayJobView(answer.Json!.Value);
        if (isDryRun)
        {
            screen.Line($"{job.TotalText} would run again; {Format.Count(job.Skipped, "event")} would be left out.");
            return ExitCode.Done;
        }

        if (job is { Total: 0, More: false })
        {
            return await EmptyList.ExplainAsync(
                screen, api, selection.Read(command), "No such event: nothing to replay.", cancellationToken);
        }

        screen.Line($"{job.Id}  {job.TotalText}");
        return await ReplayProgress.FollowAsync(screen, api, job.Id, around.Time, cancellationToken);
    }
}
