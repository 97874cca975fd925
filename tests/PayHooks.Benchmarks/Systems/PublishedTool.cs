using System.Diagnostics;
using System.Runtime.InteropServices;

namespace PayHooks.Benchmarks.Systems;

/// <summary>The tool as a server runs it: published, compiled ahead of time.</summary>
internal static class PublishedTool
{
    /// <summary>The assembly published from the sources that this program was built from.</summary>
    public static string Assembly => AssemblyIn(Path.Combine(Preparation.Folder, "published"));

    /// <summary>The assembly published from an earlier commit.</summary>
    public static string AssemblyBefore => AssemblyIn(Path.Combine(Preparation.Folder, "before"));

    /// <summary>Publishes it from the sources that this program was built from.</summary>
    /// <exception cref="InvalidOperationException">The sources are not found, or do not build.</exception>
    public static Task PublishAsync(CancellationToken cancellationToken) => PublishAsync(Root(), Assembly, cancellationToken);

    /// <summary>Publishes it from an earlier commit, checked out beside for as long as that takes.</summary>
    /// <exception cref="InvalidOperationException">There is no such commit, or it does not build.</exception>
    public static async Task PublishBeforeAsync(string commit, CancellationToken cancellationToken)
    {
        var tree = Directory.CreateTempSubdirectory("payhooks-before-").FullName;
        try
        {
            await RunAsync("git", ["-C", Root(), "worktree", "add", "--detach", "--force", tree, commit], cancellationToken);
            await PublishAsync(tree, AssemblyBefore, cancellationToken);
        }
        finally
        {
            await RunAsync("git", ["-C", Root(), "worktree", "remove", "--force", tree], CancellationToken.None);
        }
    }

    private static string AssemblyIn(string folder) => Path.Combine(folder, "PayHooks.Cli.dll");

    private static Task PublishAsync(string tree, string assembly, CancellationToken cancellationToken) => RunAsync(
        "dotnet",
        ["publish", Path.Combine(tree, "src", "PayHooks.Cli"), "--configuration", "Release", "--runtime",
            RuntimeInformation.RuntimeIdentifier,
            "--self-contained", "false", "--output", Path.GetDirectoryName(assembly)!, "--verbosity", "quiet", "-nologo"],
        cancellationToken);

    private static async Task RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false })!;
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
        }
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "PayHooks.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("Run it from its clone: the tool is published from the sources.");
    }
}
