using System.CommandLine;
using PayHooks.Cli.Terminal;

namespace PayHooks.Cli.Commands;

/// <summary><c>payhooks completion</c>: prints what a shell needs to complete the tool's commands, options and values.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        _payhooks() {
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$(payhooks "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _payhooks payhooks
        """;

    private const string Zsh = """
        _payhooks() {
            local -a found
            found=("${(@f)$(payhooks "[suggest]" "${(j: :)words[1,CURRENT]}" 2>/dev/null)}")
            compadd -a found
        }
        compdef _payhooks payhooks
        """;

    private const string Pwsh = """
        Register-ArgumentCompleter -Native -CommandName payhooks -ScriptBlock {
            param($word, $command, $position)
            payhooks "[suggest:$position]" "$command" | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
            }
        }
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var shell = new Argument<string>("SHELL") { Description = "The shell" };
        shell.AcceptOnlyFromAmong("bash", "zsh", "pwsh");
        var command = new Command("completion", "Print the script that lets a shell complete commands and options.") { shell };
        command.SetAction(parsed =>
        {
            // The script comes from this program, and its lines must stay lines.
            new CliConsole(parsed).Out.WriteLine(parsed.GetRequiredValue(shell) switch { "bash" => Bash, "zsh" => Zsh, _ => Pwsh });
            return ExitCode.Done;
        });
        return command;
    }
}
