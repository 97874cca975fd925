using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using PayHooks.Cli.Terminal;

namespace PayHooks.Cli.Help;

/// <summary>The help: of the tool, its commands by task; of a command, the usual help and examples.</summary>
/// <param name="groups">The commands by task.</param>
/// <param name="usual">Writes the help of a command.</param>
internal sealed class TaskHelp(IReadOnlyList<(string Task, Command[] Commands)> groups, HelpAction usual) : SynchronousCommandLineAction
{
    /// <summary>Help is shown although required arguments are missing.</summary>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var screen = new CliConsole(parseResult);
        var command = parseResult.CommandResult.Command;
        if (groups.Any(group => group.Commands.Contains(command)))
        {
            usual.Invoke(parseResult);
            ShowExamples(screen, Examples.Of(command.Name));
            return ExitCode.Done;
        }

        ShowTool(screen, command);
        return ExitCode.Done;
    }

    private void ShowTool(CliConsole screen, Command tool)
    {
        screen.Line(tool.Description ?? "");
        screen.Line();
        screen.Line($"Usage: {tool.Name} [command] [options]");
        var longest = groups.SelectMany(group => group.Commands).Max(command => command.Name.Length);
        foreach (var (task, commands) in groups)
        {
            screen.Line();
            screen.Line($"{task}:");
            var table = new TextTable(("", ColumnKind.Word), ("", ColumnKind.Text));
            foreach (var command in commands)
            {
                table.Add($"  {command.Name.PadRight(longest)}", command.Description);
            }

            table.Show(screen);
        }

        screen.Line();
        ShowExamples(screen, ["demo", "serve", "events --status dead --since 24h", "payment order-1042"]);
        screen.Line($"{tool.Name} COMMAND --help shows the options and examples of a command.");
        screen.Line("The variables PAYHOOKS_SERVER and PAYHOOKS_KEY name the server and its key.");
        screen.Line("--version shows the version.");
    }

    private static void ShowExamples(CliConsole screen, IReadOnlyList<string> examples)
    {
        screen.Line("Examples:");
        foreach (var example in examples)
        {
            screen.Line($"  payhooks {example}");
        }

        screen.Line();
    }
}
