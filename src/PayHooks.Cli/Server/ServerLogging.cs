using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace PayHooks.Cli.Server;

/// <summary>The log of the local server: one line per outcome on standard error.</summary>
internal static class ServerLogging
{
    /// <summary>Adds it.</summary>
    public static void Add(ILoggingBuilder logging, bool quiet)
    {
        if (quiet)
        {
            return;
        }

        logging.SetMinimumLevel(LogLevel.Information)
            .AddFilter("Microsoft", LogLevel.Warning)

            // It logs requests, below warnings; left enabled for anything, it also creates an unused activity for each one.
            .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None)

            // A failed start is reported once, by the command, on its own line.
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical)

            // The command prints warnings about the configuration itself.
            .AddFilter("PayHooks.Hosting.ServerLifecycle", LogLevel.Error)

            // A warning for every connection beyond the limit would be the attacker's to write.
            .AddFilter("Microsoft.AspNetCore.Server.Kestrel.Connections", LogLevel.Error)
            .AddConsoleFormatter<PlainConsoleFormatter, ConsoleFormatterOptions>()
            .AddConsole(console => console.FormatterName = PlainConsoleFormatter.FormatterName);
        logging.Services.Configure<ConsoleLoggerOptions>(console =>
        {
            console.LogToStandardErrorThreshold = LogLevel.Trace;

            // A terminal that does not keep up must not hold up the answer to a provider.
            console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite;
        });
    }
}
