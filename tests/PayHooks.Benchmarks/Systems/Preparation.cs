using System.Diagnostics;

namespace PayHooks.Benchmarks.Systems;

/// <summary>Installs what the peers need: Express and better-sqlite3 with npm, webhook with apt-get. Needs minutes and, for webhook,
/// root.</summary>
internal static class Preparation
{
    /// <summary>Where everything is that takes long to make: outside the build's output, so that a clean build keeps it.</summary>
    public static string Folder { get; } = Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
            ? cache
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "payhooks");

    /// <summary>Where Express and its modules are.</summary>
    public static string ExpressFolder { get; } = Path.Combine(Folder, "express");

    private static string Sources => Path.Combine(AppContext.BaseDirectory, "Peers", "express");

    /// <summary>Brings the newest lines of ours beside the installed modules.</summary>
    public static void Refresh()
    {
        Directory.CreateDirectory(ExpressFolder);
        foreach (var file in Directory.EnumerateFiles(Sources))
        {
            File.Copy(file, Path.Combine(ExpressFolder, Path.GetFileName(file)), overwrite: true);
        }
    }

    /// <summary>Installs everything; returns 0, or the exit code of what failed.</summary>
    public static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        Refresh();

        // As the lock file says, and only better-sqlite3 runs its install script: its ready-made binary comes from elsewhere than
        // the package, and where that cannot be reached, it is built with the headers of the node that runs it.
        var npm = await RunAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", ExpressFolder],
            cancellationToken);
        if (npm == 0)
        {
            npm = await RunAsync("npm", ["rebuild", "better-sqlite3", "--prefix", ExpressFolder], cancellationToken);
        }

        if (npm != 0)
        {
            return npm;
        }

        if (File.Exists("/usr/bin/webhook"))
        {
            return 0;
        }

        // A new machine may have no list of packages yet.
        var update = await RunAsync("apt-get", ["update", "--quiet"], cancellationToken);
        return update != 0 ? update
            : await RunAsync("apt-get", ["install", "--yes", "--no-install-recommends", "webhook"], cancellationToken);
    }

    private static async Task<int> RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false };
        if (Directory.Exists("/usr/include/node"))
        {
            start.Environment.TryAdd("npm_config_nodedir", "/usr");
        }

        start.Environment.TryAdd("DEBIAN_FRONTEND", "noninteractive");
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode;
    }
}
