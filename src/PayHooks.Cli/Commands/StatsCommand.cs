using System.CommandLine;
using System.Net;
using System.Text.Json;
using PayHooks.Cli.Client;
using PayHooks.Cli.Terminal;

namespace PayHooks.Cli.Commands;

/// <summary><c>payhooks stats</c>: the metrics that show whether anything needs attention.</summary>
internal static class StatsCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment? surroundings = null)
    {
        var around = surroundings ?? CliEnvironment.Process;
        var server = new ServerOptions(around);
        var json = new Option<bool>("--json") { Description = "Print the figures as the API has them" };
        var command = server.AddTo(new Command("stats", "Show what waits, what is dead, and when each source was last heard of.") { json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var screen = new CliConsole(parsed);
            using var api = await server.ConnectAsync(parsed, screen, cancellationToken);
            if (api is null)
            {
                return ExitCode.Usage;
            }

            var answer = await api.GetAsync("api/overview", cancellationToken);
            if (answer.Status == HttpStatusCode.NotFound)
            {
                // An older server.
                answer = await api.GetAsync("api/stats", cancellationToken);
            }

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
                StatsReport.Show(screen, answer.Json!.Value, around.Time.GetUtcNow());
                if (EventView.Member(answer.Json!.Value, "deadLetters") is { ValueKind: JsonValueKind.Number } dead && dead.GetInt64() > 0)
                {
                    screen.Next($"events --status dead{api.Option}");
                }
            }

            return ExitCode.Done;
        });
        return command;
    }
}
