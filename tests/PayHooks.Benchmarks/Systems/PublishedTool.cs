using System.Diagnostics;
using System.Runtime.InteropServices;

namespace PayHooks.Benchmarks.Systems;

/// <summary>The tool as a server runs it: published, compiled ahead of time.</summary>
internal static class PublishedTool
{
    /// <summary>The published assembly.</summary>
    public static string Assembly => Path.Combine(Folder, "PayHooks.Cli.dll");

    private static string Folder => Path.Combine(Preparation.Folder, "published");

    /// <summary>Publishes it from the sources that this program was built from.</summary>
    /// <exception cref="InvalidOperationException">The sources are not found, or do not build.</exception>
    public static async Task PublishAsync(CancellationToken cancellationToken)
    {
        var project = Path.Combine(Root(), "src", "PayHooks.Cli");
        var start = new ProcessStartInfo(
            "dotnet",
            ["publish", project, "--configuration", "Release", "--runtime", RuntimeInformation.RuntimeIdentifier, "--self-contained",
                "false",
                "--output", Folder, "--verbosity", "quiet", "-nologo"])
        { UseShellExecute = false };
        using var publish = Process.Start(start)!;
        await publish.WaitForExitAsync(cancellationToken);
        if (publish.ExitCode != 0)
        {
            throw new InvalidOperationException($"dotnet publish of the tool ended with {publish.ExitCode}.");
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
