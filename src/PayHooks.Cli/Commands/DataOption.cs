using System.CommandLine;
using PayHooks.RocksDb;

namespace PayHooks.Cli.Commands;

/// <summary>The folder of a store that is not in use by a server.</summary>
internal static class DataOption
{
    /// <summary>The default folder of <c>payhooks serve</c>.</summary>
    public const string Default = RocksDbStore.DefaultFolder;

    /// <summary>Returns the problem when a server uses the folder, otherwise null.</summary>
    public static string? ProblemOf(string folder) => FolderLock.IsHeldByAnother(folder)
        ? $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(folder))} is in use by a server. "
            + "Back it up with: payhooks backup FILE. Then check that file."
        : null;

    /// <summary><c>--data FOLDER</c>.</summary>
    public static Option<string?> Create(string description) => new("--data") { Description = description, HelpName = "FOLDER" };
}
