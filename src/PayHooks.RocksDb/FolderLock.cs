using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PayHooks.RocksDb;

/// <summary>Checks whether another process has a store open, using the lock that RocksDB holds on a file in the folder.</summary>
internal static partial class FolderLock
{
    private const string Name = "LOCK";

    // F_TEST of lockf(3), on Linux and macOS.
    private const int Test = 3;

    /// <summary>Whether another process holds the lock. Do not call this in a process that may hold the lock itself: closing the file would
    /// release it.</summary>
    public static bool IsHeldByAnother(string folder)
    {
        var path = Path.Combine(folder, Name);
        if (!File.Exists(path))
        {
            return false;
        }

        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            return !OperatingSystem.IsWindows() && lockf(file, Test, 0) != 0;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException)
        {
            // On Windows, RocksDB opens the file exclusively.
            return true;
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int lockf(SafeFileHandle file, int command, long length);
}
