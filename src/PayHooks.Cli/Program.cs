using System.CommandLine;
using System.CommandLine.Help;
using System.Runtime.InteropServices;
using PayHooks.Cli.Commands;
using PayHooks.Cli.Help;
using PayHooks.Cli.Terminal;

namespace PayHooks.Cli;

/// <summary>The <c>payhooks</c> tool: data on standard output, messages on standard error.</summary>
internal static class Program
{
    // Longer than a graceful shutdown of the server, and within the ten seconds that service managers grant.
    private static readonly TimeSpan TerminationLimit = TimeSpan.FromSeconds(9.5);

    private static Task<int> Main(string[] args) => RunAsync(args, Console.Out, Console.Error);

    /// <summary>Runs one command line and returns its exit code.</summary>
    internal static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        var root = CreateRoot();
        if (Suggestions.Of(root, args) is { } suggestions)
        {
            foreach (var suggestion in suggestions)
            {
                output.WriteLine(SafeText.Of(suggestion));
            }

            return ExitCode.Done;
        }

        // No response files: a secret may begin with '@'.
        var parsed = root.Parse(WithHelp(root, args), new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            // An unknown word causes the other errors ("required command was not provided").
            var first = parsed.Errors.FirstOrDefault(one =>
                parsed.UnmatchedTokens.Any(word => one.Message.Contains($"'{word}'", StringComparison.Ordinal)))
                ?? parsed.Errors[0];
            var path = parsed.CommandResult.Command == root ? "payhooks" : $"payhooks {parsed.CommandResult.Command.Name}";
            return ExitCode.WrongUsage(error, $"{first.Message.ReplaceLineEndings(" ")} See: {path} --help");
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TerminationLimit,
            });
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Failure(error, "Interrupted.");
        }
        catch (Exception e)
        {
            // Commands report expected failures themselves; this is a bug, and the stack trace helps to find it.
            return ExitCode.Failure(error, $"unexpected error, please report it: {e} ({RuntimeInformation.FrameworkDescription})");
        }
    }

    /// <summary>Creates the tool's command line.</summary>
    internal static Command CreateRoot()
    {
        (string Task, Command[] Commands)[] groups =
        [
            ("Run", [ServeCommand.Create(), InitCommand.Create(), DemoCommand.Create()]),
            ("Look",
            [
                EventsCommand.Create(), ShowCommand.Create(), PaymentCommand.Create(), TailCommand.Create(), ListenCommand.Create(),
                FailuresCommand.Create(), RejectedCommand.Create(), CaptureCommand.Create(), SourcesCommand.Create(),
                StatsCommand.Create(), DoctorCommand.Create(), HealthCommand.Create(), AuditCommand.Create(), McpCommand.Create(),
            ]),
            ("Act",
            [
                ReplayCommand.Create(), PauseCommand.Create(), ResumeCommand.Create(), ReconcileCommand.Create(), EraseCommand.Create(),
            ]),
            ("Providers",
            [
                ProvidersCommand.Create(), SendCommand.Create(), SaveCommand.Create(), SignCommand.Create(), VerifyCommand.Create(),
                EndpointsCommand.Create(), RegisterCommand.Create(),
            ]),
            ("Store", [CheckCommand.Create(), BackupCommand.Create(), RestoreCommand.Create()]),
            ("Shell", [CompletionCommand.Create()]),
        ];
        var help = new HelpOption { Recursive = true };
        help.Action = new TaskHelp(groups, (HelpAction)help.Action!);

        // Not a RootCommand: every help text would show its file name, PayHooks.Cli.
        var root = new Command("payhooks", "Receive, send, sign, verify, inspect and replay payment webhooks.")
        {
            help, new VersionOption(),
        };
        foreach (var command in groups.SelectMany(group => group.Commands))
        {
            root.Add(command);
        }

        return root;
    }

    // Without arguments, show help: payhooks, payhooks help [COMMAND], payhooks send.
    private static string[] WithHelp(Command root, string[] args) => args switch
    {
        [] or ["help"] => ["--help"],
        ["help", var command, ..] => root.Subcommands.Any(one => one.Name == command) ? [command, "--help"] : [command],
        ["send"] => ["send", "--help"],
        _ => args,
    };
}
