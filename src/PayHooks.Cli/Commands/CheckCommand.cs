using System.CommandLine;
using System.Text.Json;
using PayHooks.Cli.Terminal;
using PayHooks.RocksDb;
using PayHooks.RocksDb.Backup;

namespace PayHooks.Cli.Commands;

/// <summary><c>payhooks check</c>: reads a whole store or backup, and reports what is damaged.</summary>
internal static class CheckCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var path = new Argument<string>("PATH")
        {
            Description = "The data folder of a stopped server, or a backup",
            DefaultValueFactory = _ => DataOption.Default,
        };
        var json = new Option<bool>("--json") { Description = "Print the result as JSON" };
        var command = new Command("check", "Read a whole store without changing it, and say what is damaged.") { path, json };
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(new CliConsole(parsed), parsed.GetRequiredValue(path), parsed.GetValue(json), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CliConsole screen, string path, bool json, CancellationToken cancellationToken)
    {
        if (DataOption.ProblemOf(path) is { } inUse)
        {
            return screen.Fail(inUse);
        }

        try
        {
            var report = File.Exists(path) ? await StoreRestore.CheckAsync(path, cancellationToken) : StoreCheck.Run(path);
            Show(screen, path, report, json);
            return report.IsIntact ? ExitCode.Done : ExitCode.Failed;
        }
        catch (Exception e) when (e is RocksDbStoreException or IOException or UnauthorizedAccessException)
        {
            return screen.Fail(e.Message);
        }
    }

    private static void Show(CliConsole screen, string path, StoreCheckReport report, bool json)
    {
        if (json)
        {
            screen.WriteJson(JsonSerializer.SerializeToElement(report, StoreCheckJson.Default.StoreCheckReport));
            return;
        }

        foreach (var problem in report.Problems)
        {
            screen.Line(problem);
        }

        screen.Line(
            $"{path}: {report.Events:N0} events, {report.Messages:N0} messages, {report.Bodies:N0} bodies; "
            + (report.IsIntact ? "intact" : $"{report.ProblemCount:N0} problem{(report.ProblemCount == 1 ? "" : "s")}"));
    }
}
