using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace PayHooks.Cli.Server;

/// <summary>The log of the local server: one line per outcome on standard error.</summary>
internal static class ServerLogging
{
    /// <summary>Adds the log.</summary>
    public static void Add(ILoggingBuilder logging, bool quiet)
    {
        if (quiet)
        {
            return;
        }

        logging.SetMinimumLevel(LogLevel.Information)
            .AddFilter("Microsoft", LogLevel.Warning)

            // This category logs requests below Warning; while enabled at any level, it also creates an unused activity for each one.
            .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None)

            // The command reports a failed start once, on its own line.
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical)

            // The command prints warnings about the configuration itself.
            .AddFilter("PayHooks.Hosting.ServerLifecycle", LogLevel.Error)

            // An attacker could flood the log with a warning for every connection beyond the limit.
            .AddFilter("Microsoft.AspNetCore.Server.Kestrel.Connections", LogLevel.Error)
            .AddConsoleFormatter<PlainConsoleFormatter, ConsoleFormatterOptions>()
            .AddConsole(console => console.FormatterName = PlainConsoleFormatter.FormatterName);
        logging.Services.Configure<ConsoleLoggerOptions>(console =>
        {
            console.LogToStandardErrorThreshold = LogLevel.Trace;

            // A slow terminal must not delay the response to a provider.
            console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite;
        });
    }
}
