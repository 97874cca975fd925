using System.CommandLine;
using PayHooks.RocksDb;

namespace PayHooks.Cli.Commands;

/// <summary>The folder of a store that no server uses.</summary>
internal static class DataOption
{
    /// <summary>The folder that <c>payhooks serve</c> uses by default.</summary>
    public const string Default = RocksDbStore.DefaultFolder;

    /// <summary>Fails when a server uses the folder, and says so.</summary>
    public static string? ProblemOf(string folder) => FolderLock.IsHeldByAnother(folder)
        ? $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(folder))} is in use by a server. "
            + "Back it up with: payhooks backup FILE. Then check that file."
        : null;

    /// <summary><c>--data FOLDER</c>.</summary>
    public static Option<string?> Create(string description) => new("--data") { Description = description, HelpName = "FOLDER" };
}
