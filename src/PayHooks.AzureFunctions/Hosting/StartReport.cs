using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PayHooks.Configuration;
using PayHooks.Verification;

namespace PayHooks.AzureFunctions.Hosting;

/// <summary>
/// Says what is wrong with the settings, one problem a line. A problem of the whole app stops the start. A problem of one source is
/// logged as an error and leaves the others alone: that source answers 503 while it has no secret that can verify.
/// </summary>
internal sealed partial class StartReport(PayHooksOptions options, IHostApplicationLifetime lifetime, ILogger<PayHooksOptions> logger)
    : IHostedLifecycleService
{
    // The host logs a line of a worker's standard error as an error when it has this word in it, and else as information.
    private const string Prefix = "payhooks: error: ";

    /// <summary>Reports before anything else of the app starts.</summary>
    /// <exception cref="InvalidOperationException">The app cannot run with these settings.</exception>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (Stops(options.Errors, Console.Error))
        {
            await WaitUntilReadAsync();
            throw new InvalidOperationException("PayHooks cannot start with these settings.");
        }

        // Not before: the exporter of the worker's lines comes in with the start.
        lifetime.ApplicationStarted.Register(Log);
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

    /// <summary>Writes the problems that concern the whole app; whether there are any.</summary>
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

    /// <summary>Waits a second: the host reads a worker's standard error beside waiting for its end, and may miss its last lines.</summary>
    internal static Task WaitUntilReadAsync() => Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);

    private void Log()
    {
        foreach (var problem in options.Errors)
        {
            LogProblem(problem.Source!, problem.Path, problem.Message, problem.Fix);
        }

        if (options.Sources.Count == 0)
        {
            LogNoSources();
        }
    }

    [LoggerMessage(EventId = 71, Level = LogLevel.Error, Message = "Source {Source} does not work as it is set: {Setting} {What}. {Fix}")]
    private partial void LogProblem(string source, string setting, string what, string fix);

    [LoggerMessage(EventId = 72, Level = LogLevel.Error, Message = "No source is configured, so every webhook answers 404. Set PayHooks__Sources__<name>__Secrets__0.")]
    private partial void LogNoSources();
}
