using System.CommandLine;
using PayHooks.Cli.Registering;
using PayHooks.Cli.Settings;
using PayHooks.Cli.Terminal;
using PayHooks.Verification.Api;

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
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var screen = new CliConsole(parsed);
            var settings = ServerSettings.Load(Directory.GetCurrentDirectory(), parsed.GetValue(config));
            if (settings.Problem is not null)
            {
                return screen.Misuse(settings.Problem);
            }

            using var endpoints = SourceEndpoints.Open(settings.Configuration, parsed.GetRequiredValue(source), out var problem);
            if (endpoints is null)
            {
                return screen.Misuse(problem);
            }

            try
            {
                var list = await endpoints.Api.ListAsync(cancellationToken);
                EndpointList.Show(screen, endpoints, list, parsed.GetValue(json));
                return ExitCode.Done;
            }
            catch (ProviderApiException e)
            {
                return screen.Fail(e.Message);
            }
        });
        return command;
    }
}
