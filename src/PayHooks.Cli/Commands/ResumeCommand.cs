using System.CommandLine;
using PayHooks.Cli.Terminal;

namespace PayHooks.Cli.Commands;

/// <summary><c>payhooks resume</c>: runs the events of a paused source or handler.</summary>
internal static class ResumeCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment? surroundings = null)
    {
        var server = new ServerOptions(surroundings ?? CliEnvironment.Process);
        var what = new PausedOption();
        var reason = new Option<string?>("--reason") { Description = "Why, for the audit", HelpName = "TEXT" };
        var command = server.AddTo(what.AddTo(
            new Command("resume", "Run the events of a paused source or handler, those that wait and new ones."), isRequired: true));
        command.Add(reason);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var screen = new CliConsole(parsed);
            using var api = await server.ConnectAsync(parsed, screen, cancellationToken);
            if (api is null)
            {
                return ExitCode.Usage;
            }

            var answer = await api.PostAsync(
                $"{what.PathOf(parsed)}/resume", body => body.WriteString("reason"u8, parsed.GetValue(reason)), cancellationToken);
            if (answer.Problem is not null)
            {
                return screen.Fail(answer.Problem);
            }

            screen.Hint("Resumed: the events that wait will run.");
            screen.Next($"events --status paused{api.Option}");
            return ExitCode.Done;
        });
        return command;
    }
}
