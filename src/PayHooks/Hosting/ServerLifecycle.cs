using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PayHooks.Configuration;
using PayHooks.Storage;
using PayHooks.Verification;

namespace PayHooks.Hosting;

/// <summary>
/// Runs PayHooks in a long-running host. Before the host listens, it checks the configuration and opens the store. Background work
/// (<see cref="WorkKey"/>) starts only once the host listens: if the port were taken, the start would fail after running handlers and
/// interrupt them, and a service manager that keeps restarting the host would turn their events into dead letters.
/// </summary>
internal sealed partial class ServerLifecycle(
    IServiceProvider services, StartupCheck check, IHostApplicationLifetime lifetime, ILogger<ServerLifecycle> logger)
        : IHostedLifecycleService
{
    /// <summary>The key under which background work is registered as <see cref="BackgroundService"/>.</summary>
    public const string WorkKey = "PayHooks";

    /// <summary>The error for a store that cannot be polled.</summary>
    public static ConfigurationError NoMessages { get; } = new(
        "PayHooks", "has a store whose messages only Azure Functions delivers", "Choose another one here, for example UseRocksDb().");

    private BackgroundService[] work = [];
    private Task stopped = Task.CompletedTask;
    private volatile bool isStopping;

    /// <summary>Checks the configuration and opens the store.</summary>
    /// <exception cref="PayHooksConfigurationException">The configuration is invalid.</exception>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        List<ConfigurationError> errors = [.. await check.FindErrorsAsync()];
        if (errors.Count == 0 && services.GetRequiredService<PayHooksOptions>().Sources.Count == 0)
        {
            errors.Add(new ConfigurationError(
                "PayHooks__Sources", "names no source",
                    "Set at least one secret, for example PayHooks__Sources__chargily__Secrets__0=<the secret key>"));
        }

        if (errors.Count > 0)
        {
            throw new PayHooksConfigurationException(errors);
        }

        _ = services.GetRequiredService<IMessageSource>();
        foreach (var warning in check.FindWarnings())
        {
            LogWarning(logger, warning);
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Starts the background work.</summary>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        work = [.. services.GetKeyedServices<BackgroundService>(WorkKey)];
        foreach (var one in work)
        {
            await one.StartAsync(CancellationToken.None);
            _ = StopHostOnFailureAsync(one);
        }
    }

    /// <summary>Begins to stop the background work, so that slow requests do not use up the handlers' shutdown time.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        isStopping = true;
        stopped = Task.WhenAll(work.Select(one => one.StopAsync(cancellationToken)));
        return Task.CompletedTask;
    }

    /// <summary>Waits until the background work has ended.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => stopped;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task StopHostOnFailureAsync(BackgroundService one)
    {
        try
        {
            await one.ExecuteTask!;
        }
        catch (Exception) when (isStopping)
        {
            // Stopping: interrupted work resumes at the next start.
        }
        catch (Exception e)
        {
            LogFailed(logger, one.GetType().Name, e);
            lifetime.StopApplication();
        }
    }

    [LoggerMessage(EventId = 92, Level = LogLevel.Warning, Message = "{Warning}")]
    private static partial void LogWarning(ILogger logger, ConfigurationError warning);

    [LoggerMessage(EventId = 91, Level = LogLevel.Critical, Message = "{Work} failed. The host stops.")]
    private static partial void LogFailed(ILogger logger, string work, Exception error);
}
