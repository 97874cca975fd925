using System.CommandLine;
using PayHooks.Cli.Client;
using PayHooks.Cli.Terminal;

namespace PayHooks.Cli.Commands;

/// <summary><c>payhooks sources</c>: lists a server's sources and their state.</summary>
internal static class SourcesCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment? surroundings = null)
    {
        var around = surroundings ?? CliEnvironment.Process;
        var server = new ServerOptions(around);
        var utc = ShownTime.CreateOption();
        var json = new Option<bool>("--json") { Description = "Print the sources as the API has them" };
        var command = server.AddTo(
            new Command("sources", "List the sources: provider, secrets, the last genuine delivery, what is wrong.") { utc, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var screen = new CliConsole(parsed);
            using var api = await server.ConnectAsync(parsed, screen, cancellationToken);
            if (api is null)
            {
                return ExitCode.Usage;
            }

            var answer = await api.GetAsync("api/sources", cancellationToken);
            if (answer.Problem is not null)
            {
                return screen.Fail(answer.Problem);
            }

            if (parsed.GetValue(json))
            {
                screen.WriteJson(answer.Json!.Value);
            }
            else
            {
                SourceTable.Show(screen, answer.Json!.Value, new ShownTime(around.Time, parsed.GetValue(utc)));
            }

            return ExitCode.Done;
        });
        return command;
    }
}
