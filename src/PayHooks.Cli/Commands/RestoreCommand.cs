using System.CommandLine;
using PayHooks.Cli.Terminal;
using PayHooks.RocksDb;
using PayHooks.RocksDb.Backup;

namespace PayHooks.Cli.Commands;

/// <summary><c>payhooks restore</c>: creates a server's data folder from a backup.</summary>
internal static class RestoreCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "The backup" };
        var data = new Option<string>("--data")
        {
            Description = "The folder to create",
            HelpName = "FOLDER",
            DefaultValueFactory = _ => DataOption.Default,
        };
        var command = new Command("restore", "Make the data folder of a server from a backup.") { file, data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (screen, folder) = (new CliConsole(parsed), parsed.GetRequiredValue(data));
            try
            {
                var report = await StoreRestore.RunAsync(parsed.GetRequiredValue(file), folder, cancellationToken);
                screen.Hint($"{folder}: {report.Events:N0} events, {report.Messages:N0} messages, intact");
                screen.Next(folder == DataOption.Default ? "serve" : $"serve --data {folder}");
                return ExitCode.Done;
            }
            catch (Exception e) when (e is RocksDbStoreException or IOException or UnauthorizedAccessException)
            {
                return screen.Fail(e.Message);
            }
        });
        return command;
    }
}
