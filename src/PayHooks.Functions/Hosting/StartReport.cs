using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PayHooks.AzureStorage;
using PayHooks.Configuration;
using PayHooks.Verification;

namespace PayHooks.Functions.Hosting;

/// <summary>
/// Says in lines of their own what is wrong with the settings. What concerns everything ends the process before it takes a
/// request; what concerns one source is logged as an error and leaves the others alone: that source answers 503 while it
/// has no secret that can verify.
/// </summary>
internal static partial class StartReport
{
    // The host logs a line of a worker's standard error as an error when it has this word in it, and else as information.
    private const string Prefix = "payhooks: error: ";

    /// <summary>Builds and runs the worker.</summary>
    /// <returns>The exit code of the process.</returns>
    public static async Task<int> RunAsync(Func<IHost> build)
    {
        try
        {
            using var host = build();
            var options = host.Services.GetRequiredService<PayHooksOptions>();
            if (Stops(options.Errors, Console.Error))
            {
                return await FailedAsync();
            }

            // Not before: the exporter of the worker's lines comes in with the start.
            host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(
                () => Log(host.Services.GetRequiredService<ILogger<PayHooksOptions>>(), options));
            await host.RunAsync();
            return 0;
        }
        catch (AzureStoreException e)
        {
            await Console.Error.WriteLineAsync($"{Prefix}{e.Message}");
            return await FailedAsync();
        }
    }

    // The host reads a worker's standard error beside waiting for its end, and may miss what is said in the last moment.
    private static async Task<int> FailedAsync()
    {
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        return 1;
    }

    /// <summary>Writes the problems that concern everything; whether there are any.</summary>
    internal static bool Stops(IEnumerable<ConfigurationError> problems, TextWriter error)
    {
        var stopped = false;
        foreach (var problem in problems.Where(problem => problem.Source is null))
        {
            error.WriteLine($"{Prefix}{problem}");
            stopped = true;
        }

        return stopped;
    }

    internal static void Log(ILogger logger, PayHooksOptions options)
    {
        foreach (var problem in options.Errors)
        {
            LogProblem(logger, problem.Source!, problem.Path, problem.Message, problem.Fix);
        }

        foreach (var warning in options.Warnings)
        {
            LogWarning(logger, warning.Source, warning.Path, warning.Message, warning.Fix);
        }

        if (options.Sources.Count == 0)
        {
            LogNoSources(logger);
        }
    }

    [LoggerMessage(EventId = 71, Level = LogLevel.Error, Message = "Source {Source} does not work as it is set: {Setting} {What}. {Fix}")]
    private static partial void LogProblem(ILogger logger, string source, string setting, string what, string fix);

    [LoggerMessage(EventId = 73, Level = LogLevel.Warning, Message = "Source {Source}: {Setting} {What}. {Fix}")]
    private static partial void LogWarning(ILogger logger, string? source, string setting, string what, string fix);

    [LoggerMessage(EventId = 72, Level = LogLevel.Error, Message = "No source is configured, so every webhook answers 404. Set PayHooks__Sources__<name>__Secrets__0.")]
    private static partial void LogNoSources(ILogger logger);
}
