using System.CommandLine;
using System.Text.Json;
using PayHooks.AspNetCore;
using PayHooks.Cli.Client;
using PayHooks.Cli.Checking;
using PayHooks.Cli.Settings;
using PayHooks.Cli.Terminal;
using PayHooks.Diagnostics;

namespace PayHooks.Cli.Commands;

/// <summary>
/// <c>payhooks doctor</c>: has a server check itself, and shows what is wrong and how to fix it. Without a server, it checks what can be
/// checked from the settings and the folder of the store.
/// </summary>
internal sealed class DoctorCommand
{
    private readonly CliEnvironment around;
    private readonly ServerOptions server;
    private readonly Option<string?> config = ConfigOption.Create();
    private readonly Option<string?> data = DataOption.Create("The data folder, to check it and the settings without a server");
    private readonly Option<bool> json = new("--json") { Description = "Print the results as JSON" };

    private DoctorCommand(CliEnvironment around) => (this.around, server) = (around, new ServerOptions(around));

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment? surroundings = null)
    {
        var doctor = new DoctorCommand(surroundings ?? CliEnvironment.Process);
        var command = doctor.server.AddTo(new Command(
            "doctor", "Check a server, or without one the settings: sources, handlers, store, queues, clock, forward targets, endpoints.")
        {
            doctor.config, doctor.data, doctor.json,
        });
        command.SetAction(doctor.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult command, CancellationToken cancellationToken)
    {
        var screen = new CliConsole(command);
        var isLocal = command.GetValue(config) is not null || command.GetValue(data) is not null;
        if (isLocal && command.GetResult(server.Server) is { Implicit: false })
        {
            return screen.Misuse("--config and --data check this machine without a server. Leave them or --server out.");
        }

        if (isLocal)
        {
            return await CheckLocallyAsync(command, screen, [], cancellationToken);
        }

        using var api = await server.ConnectAsync(command, screen, cancellationToken);
        if (api is null)
        {
            return ExitCode.Usage;
        }

        var answer = await api.GetAsync("api/checks", cancellationToken);
        if (answer is { Status: null } && !server.IsNamed(command))
        {
            return await CheckLocallyAsync(command, screen,
                [SelfCheckResult.Warning("server", $"No server answers at {api.Name}.", "Start it with: payhooks serve")],
                cancellationToken);
        }

        return answer.Problem is not null
            ? screen.Fail(answer.Problem)
            : Show(command, screen, SelfCheckReport.With(answer.Json!.Value, ClockComparison.Of(answer.Date, around.Time.GetUtcNow())));
    }

    private async Task<int> CheckLocallyAsync(
        ParseResult command, CliConsole screen, IReadOnlyList<SelfCheckResult> found, CancellationToken cancellationToken)
    {
        var settings = ServerSettings.Load(
            Directory.GetCurrentDirectory(), command.GetValue(config), environment: around.Settings());
        var results = await LocalChecks.RunAsync(
            settings, command.GetValue(data) ?? DataOption.Default, around.Time, cancellationToken);
        return Show(command, screen, JsonSerializer.SerializeToElement(
            new SelfCheckResponse([.. found, .. results]), SelfCheckJson.Default.SelfCheckResponse));
    }

    private int Show(ParseResult command, CliConsole screen, JsonElement response)
    {
        if (command.GetValue(json))
        {
            screen.WriteJson(response);
        }
        else
        {
            SelfCheckReport.Show(screen, response);
        }

        return SelfCheckReport.Failures(response) > 0 ? ExitCode.Failed : ExitCode.Done;
    }
}
