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

    // F_FULLFSYNC: fsync alone leaves data in the disk's own memory there, see fcntl(2) of macOS.
    private const int FullSync = 51;

    /// <summary>Waits until it is on the disk.</summary>
    /// <exception cref="IOException">The disk did not take it, or may not have; what a later sync says is not about it.</exception>
    public static void Run(SafeFileHandle file)
    {
        if (OperatingSystem.IsWindows())
        {
#pragma warning disable RS0030 // There it tells.
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

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int fcntl(SafeFileHandle file, int command);
}
