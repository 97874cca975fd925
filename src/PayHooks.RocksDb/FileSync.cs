using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PayHooks.RocksDb;

/// <summary>
/// Syncs an open file to disk. <c>RandomAccess.FlushToDisk</c> is not sufficient: on Unix, .NET 10 ignores a failed <c>fsync</c>.
/// <c>What_a_disk_does_not_take_is_a_503</c> demonstrates this.
/// </summary>
internal static partial class FileSync
{
    // EINTR on Linux and macOS; ENOTSUP on macOS.
    private const int Interrupted = 4;
    private const int NotSupported = 45;

    private const int ReadOnly = 0;

    // F_FULLFSYNC: on macOS, fsync alone leaves data in the drive's cache, see fcntl(2).
    private const int FullSync = 51;

    /// <summary>Waits until everything written is on disk.</summary>
    /// <exception cref="IOException">The sync failed. A later sync that succeeds does not cover this data.</exception>
    public static void Run(SafeFileHandle file)
    {
        if (OperatingSystem.IsWindows())
        {
#pragma warning disable RS0030 // FlushToDisk reports errors there.
            RandomAccess.FlushToDisk(file);
#pragma warning restore RS0030
            return;
        }

        var error = OperatingSystem.IsMacOS() ? SyncFully(file) : Call(fsync, file);
        if (error != 0)
        {
            throw new IOException($"A file could not be synced: {new Win32Exception(error).Message}", error);
        }
    }

    /// <summary>Syncs the names in a folder. Without this, a power failure can leave a new file without a name.</summary>
    /// <exception cref="IOException">The sync failed.</exception>
    public static void RunOnFolder(string folder)
    {
        // Windows journals names, and cannot open a folder as a file.
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var handle = open(folder, ReadOnly);
        if (handle.IsInvalid || Call(fsync, handle) != 0)
        {
            throw new IOException($"{folder} could not be synced: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
        }
    }

    // Some network volumes do not support a full sync.
    private static int SyncFully(SafeFileHandle file)
    {
        var error = Call(static file => fcntl(file, FullSync), file);
        return error == NotSupported ? Call(fsync, file) : error;
    }

    // Returns the error code, or 0.
    private static int Call(Func<SafeFileHandle, int> call, SafeFileHandle file)
    {
        while (call(file) != 0)
        {
            if (Marshal.GetLastPInvokeError() is var error and not Interrupted)
            {
                return error;
            }
        }

        return 0;
    }

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int fsync(SafeFileHandle file);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial SafeFileHandle open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int fcntl(SafeFileHandle file, int command);
}
