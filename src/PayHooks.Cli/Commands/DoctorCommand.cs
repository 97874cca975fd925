using System.CommandLine;
using PayHooks.Cli.Client;
using PayHooks.Cli.Terminal;

namespace PayHooks.Cli.Commands;

/// <summary><c>payhooks doctor</c>: has a server check itself, and shows what is wrong and how to fix it.</summary>
internal static class DoctorCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment? surroundings = null)
    {
        var around = surroundings ?? CliEnvironment.Process;
        var server = new ServerOptions(around);
        var json = new Option<bool>("--json") { Description = "Print the results as the API has them" };
        var command = server.AddTo(new Command("doctor", "Check a running server: sources, handlers, store, queues, clock.") { json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var screen = new CliConsole(parsed);
            using var api = await server.ConnectAsync(parsed, screen, cancellationToken);
            if (api is null)
            {
                return ExitCode.Usage;
            }

            var answer = await api.GetAsync("api/checks", cancellationToken);
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
                SelfCheckReport.Show(screen, answer.Json!.Value);
            }

            return SelfCheckReport.Failures(answer.Json!.Value) > 0 ? ExitCode.Failed : ExitCode.Done;
        });
        return command;
    }
}
