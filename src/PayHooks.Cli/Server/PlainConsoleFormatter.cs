using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using PayHooks.Cli.Terminal;

namespace PayHooks.Cli.Server;

/// <summary>
/// One line for each entry, whatever is in it: a log may quote what a stranger or a handler said, and that must not move the
/// cursor, colour the terminal, or look like another entry.
/// </summary>
internal sealed class PlainConsoleFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    /// <summary>The name it is chosen by.</summary>
    public const string FormatterName = "payhooks";

    /// <inheritdoc/>
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        textWriter.Write(time.GetLocalNow().ToString("HH:mm:ss ", CultureInfo.InvariantCulture));
        textWriter.Write(Level(logEntry.LogLevel));
        textWriter.Write($": {logEntry.Category}[{logEntry.EventId.Id}] ");
        textWriter.Write(OneLine(logEntry.Formatter(logEntry.State, logEntry.Exception)));
        if (logEntry.Exception is { } exception)
        {
            textWriter.Write(' ');
            textWriter.Write(OneLine(exception.ToString()));
        }

        textWriter.WriteLine();
    }

    private static string OneLine(string text) => Format.Safe(text.ReplaceLineEndings(" "));

    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };
}
