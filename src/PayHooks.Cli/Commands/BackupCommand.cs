using System.CommandLine;
using PayHooks.Cli.Client;
using PayHooks.Cli.Terminal;
using PayHooks.RocksDb;
using PayHooks.RocksDb.Backup;

namespace PayHooks.Cli.Commands;

/// <summary><c>payhooks backup</c>: the whole store as one file, from a running server or from the folder of a stopped one.</summary>
internal static class BackupCommand
{
    private const string Unfinished = ".partial";

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment? surroundings = null)
    {
        var server = new ServerOptions(surroundings ?? CliEnvironment.Process);
        var file = new Argument<string>("FILE") { Description = "The file to write; it must not exist" };
        var data = DataOption.Create("The data folder of a stopped server; without it, the running server is asked");
        var command = server.AddTo(new Command("backup", "Write the whole store into one file, while the server runs.") { file, data });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (screen, target) = (new CliConsole(parsed), parsed.GetRequiredValue(file));
            if (File.Exists(target))
            {
                return screen.Misuse($"{target} exists already. Name another file.");
            }

            if (parsed.GetValue(data) is { } folder)
            {
                return await WriteAsync(screen, target, async stream =>
                {
                    await StoreBackup.WriteAsync(folder, stream, cancellationToken);
                    return null;
                }, cancellationToken);
            }

            using var api = await server.ConnectAsync(parsed, screen, cancellationToken);
            return api is null
                ? ExitCode.Usage
                : await WriteAsync(screen, target, stream => DownloadAsync(api, stream, cancellationToken), cancellationToken);
        });
        return command;
    }

    private static async Task<string?> DownloadAsync(ApiClient api, Stream stream, CancellationToken cancellationToken)
    {
        var response = await api.DownloadAsync("api/backup", stream, cancellationToken);
        return response.Status == System.Net.HttpStatusCode.NotFound ? $"{api.Name} has no embedded store to back up." : response.Problem;
    }

    // The file gets its final name only after it is completely on disk and matches its checksums.
    private static async Task<int> WriteAsync(
        CliConsole screen, string target, Func<Stream, Task<string?>> write, CancellationToken cancellationToken)
    {
        var unfinished = target + Unfinished;
        try
        {
            await using (var stream = Create(unfinished))
            {
                if (await write(stream) is { } problem)
                {
                    return screen.Fail(problem);
                }

                await stream.FlushAsync(cancellationToken);
                FileSync.Run(stream.SafeFileHandle);
            }

            await BackupArchive.VerifyAsync(unfinished, cancellationToken);
            File.Move(unfinished, target);
            screen.Hint($"{target}: {new FileInfo(target).Length / (1024.0 * 1024):N1} MB, complete");
            screen.Next($"check {target}");
            return ExitCode.Done;
        }
        catch (Exception e) when (e is RocksDbStoreException or IOException or UnauthorizedAccessException)
        {
            return screen.Fail(e.Message);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    // Bodies contain personal data: only the owner may read the file.
    private static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }
}
