using System.CommandLine;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using PayHooks.Cli.Server;
using PayHooks.Cli.Settings;
using PayHooks.Configuration;
using PayHooks.Hosting;
using PayHooks.RocksDb;

namespace PayHooks.Cli.Commands;

/// <summary><c>payhooks serve</c>: runs the local server until it is stopped.</summary>
internal static class ServeCommand
{
    // Process exit releases whatever the stopped server still holds.
    private static readonly TimeSpan DisposeLimit = TimeSpan.FromSeconds(1);

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var urls = new Option<string>("--urls")
        {
            Description = "Where to listen; several are separated by ';'. Port 0 takes a free one.",
            HelpName = "URL",
            DefaultValueFactory = _ => DefaultServer.Url,
        };
        var data = new Option<string>("--data")
        {
            Description = "The folder that holds queue and events; created if it does not exist.",
            HelpName = "FOLDER",
            DefaultValueFactory = _ => RocksDbStore.DefaultFolder,
        };
        var config = ConfigOption.Create();
        var forward = new Option<string?>("--forward")
        {
            Description = "POST every event to this URL; the same as PayHooks__Forward__Url, with a new secret unless one is set.",
            HelpName = "URL",
        };
        var proxies = new Option<string[]>("--proxy")
        {
            Description = "A reverse proxy whose X-Forwarded-For and X-Forwarded-Proto are believed: an address, or a network such as "
                + "10.0.0.0/8. Can be repeated.",
            HelpName = "ADDRESS",
        };
        var command = new Command("serve", "Run the local server: webhooks in, handlers and the operations API.")
        {
            urls, data, config, forward, proxies,
        };
        command.SetAction((parsed, stopping) => RunAsync(
            parsed.GetRequiredValue(urls), parsed.GetRequiredValue(data), parsed.GetValue(proxies) ?? [],
            ServerSettings.Load(Directory.GetCurrentDirectory(), parsed.GetValue(config), parsed.GetValue(forward)),
            parsed.InvocationConfiguration.Error, stopping));
        return command;
    }

    private static async Task<int> RunAsync(
        string urls, string data, string[] proxies, ServerSettings settings, TextWriter error, CancellationToken stopping)
    {
        // System.CommandLine handles signals only from the first await on: before that, a signal would kill the process.
        await Task.Yield();
        if (ListenUrls.ProblemOf(urls) is { } badUrl)
        {
            return ExitCode.WrongUsage(error, badUrl);
        }

        if (Array.Find(proxies, proxy => TrustedProxies.Parse(proxy) is null) is { } badProxy)
        {
            return ExitCode.WrongUsage(
                error, $"--proxy: '{badProxy}' is neither an address nor a network. Write it as 127.0.0.1 or 10.0.0.0/8.");
        }

        if (settings.Problem is not null)
        {
            return ExitCode.WrongUsage(error, settings.Problem);
        }

        var options = new LocalServerOptions
        {
            Urls = urls,
            DataFolder = data,
            Configuration = settings.Configuration,
            Proxies = [.. proxies.Select(proxy => TrustedProxies.Parse(proxy)!.Value)],
        };
        var (server, exitCode) = await TryStartAsync(options, error, stopping);
        if (server is null)
        {
            return exitCode;
        }

        StartReport.Write(
            error, server, server.Services.GetRequiredService<PayHooksOptions>(),
            server.Services.GetRequiredService<StartupCheck>().FindWarnings(), data, settings.NewForwardSecret);
        var stoppedByItself = await server.WaitForStopAsync(stopping);
        try
        {
            await server.DisposeAsync().AsTask().WaitAsync(DisposeLimit, TimeProvider.System, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            // A handler that ignores cancellation can block the shutdown. Its claim is taken over at the next start.
        }

        return stoppedByItself ? ExitCode.Failure(error, "the server stopped because a part of it failed.") : ExitCode.Done;
    }

    private static async Task<(LocalServer? Server, int ExitCode)> TryStartAsync(
        LocalServerOptions options, TextWriter error, CancellationToken stopping)
    {
        try
        {
            return (await LocalServer.StartAsync(options, stopping), ExitCode.Done);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return (null, ExitCode.Done);
        }
        catch (PayHooksConfigurationException e)
        {
            foreach (var one in e.Errors)
            {
                ExitCode.WrongUsage(error, one.ToString());
            }

            return (null, ExitCode.Usage);
        }
        catch (RocksDbStoreException e)
        {
            return (null, ExitCode.Failure(error, e.Message));
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            return (null, ExitCode.Failure(error, $"cannot listen on {options.Urls}: {e.Message}"));
        }
    }
}
