using Microsoft.Win32.SafeHandles;

namespace PayHooks.Sqlite;

/// <summary>Has the disk take all that was written to an open file; throws when it does not.</summary>
/// <param name="File">For the store's file.</param>
/// <param name="Log">For its write-ahead log.</param>
internal sealed record DiskSync(Action<SafeFileHandle> File, Action<SafeFileHandle> Log)
{
    /// <summary>As the system does it.</summary>
    public static DiskSync Default { get; } = new(FileSync.Run, FileSync.Run);
}
