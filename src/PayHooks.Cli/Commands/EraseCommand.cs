using System.CommandLine;
using PayHooks.Cli.Terminal;

namespace PayHooks.Cli.Commands;

/// <summary><c>payhooks erase</c>: removes payloads for good; identity and outcome stay.</summary>
internal static class EraseCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CliEnvironment? surroundings = null)
    {
        var server = new ServerOptions(surroundings ?? CliEnvironment.Process);
        var ids = EventIdArgument.Many();
        ids.Arity = ArgumentArity.OneOrMore;
        var command = server.AddTo(new Command(
            "erase", "Erase the payloads of finished events, and what was copied from them, for good. Identity and outcome stay.") { ids });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var screen = new CliConsole(parsed);
            using var api = await server.ConnectAsync(parsed, screen, cancellationToken);
            return api is null
                ? ExitCode.Usage
                : await BulkOperation.ChangeAsync(
                    screen, api, [.. parsed.GetRequiredValue(ids).Distinct(StringComparer.Ordinal)], "erased",
                    id => api.DeleteAsync($"api/events/{id}/body", cancellationToken));
        });
        return command;
    }
}
