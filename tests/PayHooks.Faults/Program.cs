using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;
using PayHooks.Cli;
using PayHooks.Cli.Terminal;
using PayHooks.Faults.Proof;
using PayHooks.Faults.Shop;
using PayHooks.Faults.Target;

namespace PayHooks.Faults;

/// <summary>
/// The crash test: the real server under load, killed again and again. At the end three lists must agree: the deliveries that
/// were answered 200, the ledger, and what another process saw the handlers do.
/// </summary>
internal static class Program
{
    private static readonly Option<int> Events =
        new("--events") { Description = "How many events to send.", HelpName = "N", DefaultValueFactory = _ => 100_000 };
    private static readonly Option<int> Kills =
        new("--kills") { Description = "How often to kill the server.", HelpName = "N", DefaultValueFactory = _ => 50 };
    private static readonly Option<int?> Seed =
        new("--seed") { Description = "Makes the same events and kills again. Default: another one each time.", HelpName = "N" };
    private static readonly Option<string?> JsonFile = new("--json") { Description = "Write the figures to this file.", HelpName = "FILE" };
    private static readonly Option<bool> Azurite = new("--azurite") { Description = "Run against the Azure adapters, on Azurite." };

    private static readonly Option<bool> Replays =
        new("--replay") { Description = "Kill the server while one bulk replay runs all events again, not before." };

    private static async Task<int> Main(string[] args)
    {
        Events.Validators.Add(result => AtLeast(result, Events, 1));
        Kills.Validators.Add(result => AtLeast(result, Kills, 0));
        var root = new Command("faults", "Kill payhooks serve under load, and prove that nothing acknowledged is lost.")
        {
            new HelpOption { Recursive = true }, Events, Kills, Seed, JsonFile, Azurite, Replays, TargetCommand.Create(), ShopCommand.Create(),
        };
        root.SetAction(RunAsync);
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            await Console.Error.WriteLineAsync($"faults: {parsed.Errors[0].Message.ReplaceLineEndings(" ")} See: --help");
            return ExitCode.Usage;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    }

    private static async Task<int> RunAsync(ParseResult command, CancellationToken cancellationToken)
    {
        var options = new RunOptions(
            command.GetValue(Events), command.GetValue(Kills), command.GetValue(Seed) ?? Random.Shared.Next(), command.GetValue(Azurite),
            command.GetValue(Replays));
        var error = command.InvocationConfiguration.Error;
        await error.WriteLineAsync(
            $"faults: {Report.Count(options.Events)} events, {Report.Count(options.Kills)} kills, --seed {options.Seed}");
        try
        {
            var figures = await CrashRun.RunAsync(options, error, cancellationToken);
            Report.Show(new CliConsole(command), options, figures);
            if (command.GetValue(JsonFile) is { } file)
            {
                await File.WriteAllBytesAsync(file, Report.ToJson(options, figures), cancellationToken);
            }

            return figures.IsProof ? ExitCode.Done : ExitCode.Failed;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await error.WriteLineAsync("faults: interrupted.");
            return ExitCode.Failed;
        }
        catch (BrokenRunException e)
        {
            await error.WriteLineAsync($"faults: {e.Message}");
            return ExitCode.Failed;
        }
    }

    private static void AtLeast(System.CommandLine.Parsing.OptionResult result, Option<int> option, int least)
    {
        if (result.GetValueOrDefault<int>() < least)
        {
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{option.Name} must be at least {least}."));
        }
    }
}
