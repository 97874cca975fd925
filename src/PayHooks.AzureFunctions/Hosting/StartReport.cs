using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PayHooks.Configuration;
using PayHooks.Hosting;
using PayHooks.Processing.Handlers;
using PayHooks.Verification;

namespace PayHooks.AzureFunctions.Hosting;

/// <summary>
/// Reports configuration errors, one per line. An error that affects the whole app (a setting, a handler that cannot be created) prevents
/// the start. An error in one source is logged and the others work; that source responds with 503 while it has no valid secret. An app
/// deployed before its secrets are set must start; other hosts do not start in this case.
/// </summary>
internal sealed partial class StartReport(
    PayHooksOptions options, StartupCheck check, IServiceProvider services, IHostApplicationLifetime lifetime,
    ILogger<PayHooksOptions> logger)
    : IHostedLifecycleService
{
    // The host logs a line of a worker's standard error as an error if it contains this word, otherwise as information.
    private const string Prefix = "payhooks: error: ";

    /// <summary>Reports errors before the rest of the app starts.</summary>
    /// <exception cref="InvalidOperationException">The app cannot run with these settings.</exception>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (Stops(await check.FindErrorsAsync(), Console.Error))
        {
            await WaitUntilReadAsync();
            throw new InvalidOperationException("PayHooks cannot start with these settings.");
        }

        // Not earlier, because the exporter of the worker's logs is added during start-up.
        lifetime.ApplicationStarted.Register(() => Log(options, FindWarnings(), logger));
    }

    private IReadOnlyList<ConfigurationError> FindWarnings()
    {
        var limit = FunctionTimeout.Read(services.GetRequiredService<IConfiguration>(), AppContext.BaseDirectory);
        var tooLong = limit?.Check(options, services.GetRequiredService<HandlerSet>());
        return tooLong is null ? check.FindWarnings() : [.. check.FindWarnings(), tooLong];
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Writes the errors that affect the whole app; returns whether there are any.</summary>
    internal static bool Stops(IEnumerable<ConfigurationError> problems, TextWriter error)
    {
        var stopped = false;
        foreach (var problem in problems.Where(problem => problem.Source is null))
        {
            Write(problem.ToString(), error);
            stopped = true;
        }

        return stopped;
    }

    /// <summary>Writes a problem so that the host logs it as an error.</summary>
    internal static void Write(string problem, TextWriter error) => error.WriteLine($"{Prefix}{problem}");

    /// <summary>Waits a second: the host may otherwise miss the last lines of a worker's standard error when the worker exits.</summary>
    internal static Task WaitUntilReadAsync() => Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);

    /// <summary>Logs errors in single sources and likely mistakes.</summary>
    internal static void Log(PayHooksOptions options, IReadOnlyList<ConfigurationError> warnings, ILogger logger)
    {
        foreach (var problem in options.Errors)
        {
            LogProblem(logger, problem.Source!, problem.Path, problem.Message, problem.Fix);
        }

        foreach (var warning in warnings)
        {
            if (warning.Source is { } source)
            {
                LogWarning(logger, source, warning.Path, warning.Message, warning.Fix);
            }
            else
            {
                LogWarningOfAll(logger, warning.Path, warning.Message, warning.Fix);
            }
        }

        if (options.Sources.Count == 0)
        {
            LogNoSources(logger);
        }
    }

    [LoggerMessage(EventId = 71, Level = LogLevel.Error, Message = "Source {Source} does not work as it is set: {Setting} {What}. {Fix}")]
    private static partial void LogProblem(ILogger logger, string source, string setting, string what, string fix);

    [LoggerMessage(EventId = 73, Level = LogLevel.Warning, Message = "Source {Source}: {Setting} {What}. {Fix}")]
    private static partial void LogWarning(ILogger logger, string source, string setting, string what, string fix);

    [LoggerMessage(EventId = 74, Level = LogLevel.Warning, Message = "{Setting} {What}. {Fix}")]
    private static partial void LogWarningOfAll(ILogger logger, string setting, string what, string fix);

    [LoggerMessage(EventId = 72, Level = LogLevel.Error,
        Message = "No source is configured, so every webhook gets a 404 response. Set PayHooks__Sources__<name>__Secrets__0.")]
    private static partial void LogNoSources(ILogger logger);
}
