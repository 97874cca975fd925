namespace PayHooks.Cli.Terminal;

/// <summary>What a command takes from around it; tests put their own in place.</summary>
internal sealed record CliEnvironment
{
    /// <summary>The surroundings of this process.</summary>
    public static CliEnvironment Process { get; } = new();

    /// <summary>Opens standard input.</summary>
    public Func<Stream> Input { get; init; } = Console.OpenStandardInput;

    /// <summary>A variable of the environment, or null.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
