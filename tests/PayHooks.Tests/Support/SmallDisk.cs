using System.Diagnostics;

namespace PayHooks.Tests.Support;

/// <summary>A disk of a few megabytes, in memory, that a test can fill.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private SmallDisk()
    {
    }

    /// <summary>Why there can be none here, or null.</summary>
    public static string? Problem { get; } = FindProblem();

    public string Path => folder.Path;

    private string Ballast => folder.File("ballast");

    /// <summary>Mounts one.</summary>
    public static SmallDisk Mount(int megabytes)
    {
        var disk = new SmallDisk();
        Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", disk.Path);
        return disk;
    }

    public string File(string name) => folder.File(name);

    /// <summary>Leaves no room on it.</summary>
    public void Fill()
    {
        using var ballast = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (var length in (int[])[1 << 20, 1 << 12, 1])
        {
            try
            {
                while (true)
                {
                    ballast.Write(new byte[length]);
                }
            }
            catch (IOException)
            {
                // Full; the next smaller piece may still fit.
            }
        }
    }

    /// <summary>Makes room again.</summary>
    public void Free() => System.IO.File.Delete(Ballast);

    /// <summary>Lets nobody write to it.</summary>
    public void MakeReadOnly() => Run("mount", "-o", "remount,ro", Path);

    public void Dispose()
    {
        Run("umount", Path);
        folder.Dispose();
    }

    private static string? FindProblem()
    {
        try
        {
            Mount(1).Dispose();
            return null;
        }
        catch (Exception e)
        {
            return $"NOT PROVEN HERE: what a full disk does. A small disk cannot be mounted ({e.Message.Trim()}); run as root on Linux.";
        }
    }

    private static void Run(string command, params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo(command, args) { RedirectStandardError = true, UseShellExecute = false })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException(error);
        }
    }
}
