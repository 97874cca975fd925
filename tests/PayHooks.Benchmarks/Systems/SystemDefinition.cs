namespace PayHooks.Benchmarks.Systems;

/// <summary>How to start one of the systems.</summary>
/// <param name="Name">Its name on the command line and in the report.</param>
/// <param name="What">What it is, and what it promises, in a few words.</param>
/// <param name="Command">Its command line.</param>
/// <param name="Missing">What is not installed, or null when it can be started.</param>
internal sealed record SystemDefinition(string Name, string What, Func<SystemPlace, SystemCommand> Command, Func<string?> Missing)
{
    /// <summary>Whether it processes what it accepts, so that completions can be measured.</summary>
    public bool Completes { get; init; }
}

/// <summary>Where a system is to run.</summary>
/// <param name="Folder">Its files.</param>
/// <param name="Port">The port to listen on, on 127.0.0.1.</param>
internal sealed record SystemPlace(string Folder, int Port);

/// <summary>A command line with its environment.</summary>
/// <param name="Line">The program and its arguments.</param>
internal sealed record SystemCommand(params string[] Line)
{
    /// <summary>Variables beside the inherited ones.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
