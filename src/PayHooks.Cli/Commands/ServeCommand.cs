using System.CommandLine;
using System.Net.Sockets;
using PayHooks.Cli.Server;
using PayHooks.Cli.Settings;
using PayHooks.Configuration;
using PayHooks.Sqlite;
using PayHooks.Verification;

namespace PayHooks.Cli.Commands;

/// <summary><c>payhooks serve</c>: the local server, until it is told to stop.</summary>
internal static class ServeCommand
{
    /// <summary>Where the server listens unless told otherwise.</summary>
    public const string DefaultUrl = "http://127.0.0.1:7071";

    // What the stopped server still holds is released by the end of the process.
    private static readonly TimeSpan DisposeLimit = TimeSpan.FromSeconds(1);

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var urls = new Option<string>("--urls")
        {
            Description = "Where to listen; several are separated by ';'. Port 0 takes a free one.", HelpName = "URL", DefaultValueFactory = _ => DefaultUrl,
        };
        var data = new Option<string>("--data")
        {
            Description = "The SQLite file that holds queue and events.", HelpName = "FILE", DefaultValueFactory = _ => "payhooks.db",
        };
        var config = new Option<string?>("--config")
        {
            Description = "A JSON file with settings. The environment wins over it, it over local.settings.json.", HelpName = "FILE",
        };
        var forward = new Option<string?>("--forward")
        {
            Description = "POST every event to this URL; the same as PayHooks__Forward__Url, with a new secret unless one is set.", HelpName = "URL",
        };
        var command = new Command("serve", "Run the local server: webhooks in, handlers and the operations API.") { urls, data, config, forward };
        command.SetAction((parsed, stopping) => RunAsync(
            parsed.GetRequiredValue(urls), parsed.GetRequiredValue(data),
            ServerSettings.Load(Directory.GetCurrentDirectory(), parsed.GetValue(config), parsed.GetValue(forward)),
            parsed.InvocationConfiguration.Error, stopping));
        return command;
    }

    private static async Task<int> RunAsync(string urls, string data, ServerSettings settings, TextWriter error, CancellationToken stopping)
    {
        // System.CommandLine hears signals from the first await on: before it, one would kill the process.
        await Task.Yield();
        if (ListenUrls.ProblemOf(urls) is { } badUrl)
        {
            return ExitCode.WrongUsage(error, badUrl);
        }

        if (settings.Problem is not null)
        {
            return ExitCode.WrongUsage(error, settings.Problem);
        }

        var options = SettingsReader.Read(settings.Configuration, new ProviderRegistry());
        foreach (var problem in options.Errors)
        {
            ExitCode.WrongUsage(error, problem.ToString());
        }

        if (options.Errors.Count > 0)
        {
            return ExitCode.Usage;
        }

        if (options.Sources.Count == 0)
        {
            return ExitCode.WrongUsage(error,
                "no sources are configured. Set at least one secret, for example: PayHooks__Sources__chargily__Secrets__0=<the secret key>");
        }

        var server = await TryStartAsync(
            new LocalServerOptions { Urls = urls, DataFile = data, Configuration = settings.Configuration }, error, stopping);
        if (server is null)
        {
            return stopping.IsCancellationRequested ? ExitCode.Done : ExitCode.Failed;
        }

        StartReport.Write(error, server, options, data, settings.NewForwardSecret);
        var stoppedByItself = await server.WaitForStopAsync(stopping);
        try
        {
            await server.DisposeAsync().AsTask().WaitAsync(DisposeLimit, TimeProvider.System, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            // A handler that ignores its cancellation may hold something up. Its claim is taken over at the next start.
        }

        return stoppedByItself ? ExitCode.Failure(error, "the server stopped because a part of it failed.") : ExitCode.Done;
    }

    private static async Task<LocalServer?> TryStartAsync(LocalServerOptions options, TextWriter error, CancellationToken stopping)
    {
        try
        {
            return await LocalServer.StartAsync(options, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return null;
        }
        catch (SqliteStoreException e)
        {
            ExitCode.Failure(error, e.Message);
            return null;
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            ExitCode.Failure(error, $"cannot listen on {options.Urls}: {e.Message}");
            return null;
        }
    }
}
