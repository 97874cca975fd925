using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PayHooks.RocksDb;

/// <summary>
/// Has the disk take all that was written to an open file. <c>RandomAccess.FlushToDisk</c> does not do for this: on Unix, .NET 10
/// returns as if all were well when <c>fsync</c> has failed. <c>What_a_disk_does_not_take_is_a_503</c> shows it.
/// </summary>
internal static partial class FileSync
{
    // EINTR, of Linux and macOS, and ENOTSUP, of macOS.
    private const int Interrupted = 4;
    private const int NotSupported = 45;

    private const int ReadOnly = 0;

    // F_FULLFSYNC: fsync alone leaves data in the disk's own memory there, see fcntl(2) of macOS.
    private const int FullSync = 51;

    /// <summary>Waits until it is on the disk.</summary>
    /// <exception cref="IOException">The disk did not take it, or may not have; what a later sync says is not about it.</exception>
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

    /// <summary>Waits until the names in a folder are on the disk: without that, a loss of power can leave a new file without a
    /// name.</summary>
    /// <exception cref="IOException">The disk did not take them.</exception>
    public static void RunOnFolder(string folder)
    {
        // Windows keeps names with its journal, and opens no folder.
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

    // Some network volumes know no full sync.
    private static int SyncFully(SafeFileHandle file)
    {
        var error = Call(static file => fcntl(file, FullSync), file);
        return error == NotSupported ? Call(fsync, file) : error;
    }

    // The error, or 0.
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
