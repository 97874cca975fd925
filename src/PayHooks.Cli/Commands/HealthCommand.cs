using System.CommandLine;
using System.Net;
using PayHooks.Cli.Terminal;

namespace PayHooks.Cli.Commands;

/// <summary>
/// <c>payhooks health</c>: whether a server accepts deliveries, as an exit code. A health check for containers without curl or a shell;
/// needs no key.
/// </summary>
internal static class HealthCommand
{
    // Shorter than the time limit of a container's health check, 30 seconds, so that the reason is shown.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment? surroundings = null)
    {
        var server = new ServerOptions(surroundings ?? CliEnvironment.Process);
        var command = server.AddTo(new Command("health", "Exit with 0 if a server can store deliveries, otherwise with 1."));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var screen = new CliConsole(parsed);
            using var api = await server.ConnectAsync(parsed, screen, Limit, cancellationToken);
            if (api is null)
            {
                return ExitCode.Usage;
            }

            var answer = await api.DownloadAsync("health", Stream.Null, cancellationToken);
            if (answer.Status == HttpStatusCode.ServiceUnavailable)
            {
                return screen.Fail($"{api.Name} cannot store deliveries. Its log says why.");
            }

            return answer.Problem is null ? ExitCode.Done : screen.Fail(answer.Problem);
        });
        return command;
    }
}
