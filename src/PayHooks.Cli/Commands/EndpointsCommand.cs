using System.CommandLine;
using PayHooks.Cli.Registering;
using PayHooks.Cli.Settings;
using PayHooks.Cli.Terminal;

namespace PayHooks.Cli.Commands;

/// <summary><c>payhooks endpoints</c>: lists the webhook endpoints that a provider has registered.</summary>
internal static class EndpointsCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var source = new Argument<string>("SOURCE") { Description = "The source, with Api__Key in its settings" };
        var config = ConfigOption.Create();
        var json = new Option<bool>("--json") { Description = "Print the endpoints as JSON" };
        var command = new Command("endpoints", "List the webhook endpoints that a source's provider has registered.")
        {
            source, config, json,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var screen = new CliConsole(parsed);
            var settings = ServerSettings.Load(Directory.GetCurrentDirectory(), parsed.GetValue(config));
            return SourceEndpoints.UseAsync(screen, settings, parsed.GetRequiredValue(source), async endpoints =>
            {
                EndpointList.Show(screen, endpoints, await endpoints.Api.ListAsync(cancellationToken), parsed.GetValue(json));
                return ExitCode.Done;
            });
        });
        return command;
    }
}
