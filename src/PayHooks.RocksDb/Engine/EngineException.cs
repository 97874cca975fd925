using System.Runtime.InteropServices;

namespace PayHooks.RocksDb.Engine;

/// <summary>An error reported by RocksDB, with its message.</summary>
internal sealed class EngineException(string message) : Exception(message)
{
    /// <summary>Whether a file is damaged.</summary>
    public bool IsCorruption => Message.StartsWith("Corruption:", StringComparison.Ordinal);

    /// <summary>Whether the log has no files, although at least an empty one is expected.</summary>
    public bool IsLogMissing => IsCorruption && Says("no WAL files");

    /// <summary>Whether the disk is full. RocksDB appends the operating system's message.</summary>
    public bool IsDiskFull => Says("No space left") || Says("not enough space");

    /// <summary>Whether another process holds the folder's lock.</summary>
    public bool IsLocked =>
        Message.Contains("LOCK", StringComparison.Ordinal) && Message.Contains("lock", StringComparison.Ordinal) && !IsPermission;

    /// <summary>Whether the files are not writable.</summary>
    public bool IsPermission => Says("Permission denied") || Says("Read-only file system") || Says("Access is denied");

    /// <summary>Throws if a function has reported an error, and frees the error string.</summary>
    public static unsafe void ThrowIf(byte* error)
    {
        if (error is not null)
        {
            Throw(error);
        }
    }

    private bool Says(string text) => Message.Contains(text, StringComparison.OrdinalIgnoreCase);

    private static unsafe void Throw(byte* error)
    {
        var message = Marshal.PtrToStringUTF8((nint)error) ?? "unknown error";
        NativeMethods.rocksdb_free(error);
        throw new EngineException(message);
    }
}
