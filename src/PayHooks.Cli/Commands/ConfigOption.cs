using System.CommandLine;

namespace PayHooks.Cli.Commands;

/// <summary><c>--config</c>: the settings file, for commands that use the settings of a source.</summary>
internal static class ConfigOption
{
    /// <summary>Creates the option.</summary>
    public static Option<string?> Create() => new("--config")
    {
        Description = "A JSON file with settings. The environment wins over it, it over local.settings.json.",
        HelpName = "FILE",
    };
}
