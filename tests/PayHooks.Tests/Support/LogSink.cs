using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace PayHooks.Tests.Support;

/// <summary>Keeps every log line for a test to look at.</summary>
public sealed class LogSink : ILoggerProvider
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => new Logger(this);

    public bool Has(string text) => Lines.Any(line => line.Contains(text, StringComparison.Ordinal));

    public void Dispose()
    {
    }

    private sealed class Logger(LogSink sink) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, Microsoft.Extensions.Logging.EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) =>
            sink.Lines.Enqueue($"{logLevel}: {formatter(state, exception)}{exception}");
    }
}
