using System.CommandLine;

namespace PayHooks.Cli.Commands;

/// <summary><c>--source</c> or <c>--handler</c>: what is paused or resumed.</summary>
internal sealed class PausedOption
{
    private readonly Option<string?> source = new("--source") { Description = "The source", HelpName = "NAME" };
    private readonly Option<string?> handler = new("--handler") { Description = "Instead of a source, a handler", HelpName = "NAME" };

    /// <summary>Adds the options to a command.</summary>
    public Command AddTo(Command command, bool isRequired)
    {
        command.Add(source);
        command.Add(handler);
        command.Validators.Add(result =>
        {
            var count = (result.GetResult(source) is null ? 0 : 1) + (result.GetResult(handler) is null ? 0 : 1);
            if (count > 1 || (count == 0 && isRequired))
            {
                result.AddError("Name a source by --source NAME, or a handler by --handler NAME.");
            }
        });
        return command;
    }

    /// <summary>The path of what is named; null if nothing is.</summary>
    public string? PathOf(ParseResult command) =>
        command.GetValue(source) is { } one ? $"api/sources/{Uri.EscapeDataString(one)}"
        : command.GetValue(handler) is { } other ? $"api/handlers/{Uri.EscapeDataString(other)}"
        : null;

    /// <summary>The options as they were given.</summary>
    public string WordsOf(ParseResult command) =>
        command.GetValue(source) is { } one ? $"--source {one}" : $"--handler {command.GetValue(handler)}";
}
