using Microsoft.Extensions.Configuration;

namespace PayHooks.Cli.Terminal;

/// <summary>The environment of a command, which tests can replace.</summary>
internal sealed record CliEnvironment
{
    /// <summary>The environment of this process.</summary>
    public static CliEnvironment Process { get; } = new();

    /// <summary>Opens standard input.</summary>
    public Func<Stream> Input { get; init; } = Console.OpenStandardInput;

    /// <summary>Opens standard output, for a protocol.</summary>
    public Func<Stream> Output { get; init; } = Console.OpenStandardOutput;

    /// <summary>Returns an environment variable, or null.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>The environment variables as settings: capital letters of their names do not matter, <c>__</c> is <c>:</c>.</summary>
    public Func<IConfiguration> Settings { get; init; } = () => new ConfigurationBuilder().AddEnvironmentVariables().Build();

    /// <summary>Reads the keys that are pressed; null unless input and output are a terminal.</summary>
    public Func<CliConsole, CancellationToken, IAsyncEnumerable<char>?> Keys { get; init; } = static (screen, cancellationToken) =>
        screen.IsTerminal && !Console.IsInputRedirected ? Keyboard.ReadAsync(TimeProvider.System, cancellationToken) : null;

    /// <summary>Asks a person on the terminal; a hidden answer is not shown. Null unless someone can answer.</summary>
    public Func<CliConsole, Func<string, bool, string?>?> Ask { get; init; } = static screen =>
        screen.IsTalkTerminal && !Console.IsInputRedirected ? (question, isHidden) => Question.Ask(screen, question, isHidden) : null;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
