using System.Runtime.InteropServices;

namespace PayHooks.RocksDb.Engine;

/// <summary>RocksDB reports an error; the message is its own.</summary>
internal sealed class EngineException(string message) : Exception(message)
{
    /// <summary>Whether a file is damaged.</summary>
    public bool IsCorruption => Message.StartsWith("Corruption:", StringComparison.Ordinal);

    /// <summary>Whether there is no room left on the disk. RocksDB appends the system's text.</summary>
    public bool IsDiskFull =>
        Message.Contains("No space left", StringComparison.OrdinalIgnoreCase) || Message.Contains("not enough space", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether another owner holds the folder's lock.</summary>
    public bool IsLocked =>
        Message.Contains("LOCK", StringComparison.Ordinal) && Message.Contains("lock", StringComparison.Ordinal) && !IsPermission;

    /// <summary>Whether the files may not be written.</summary>
    public bool IsPermission =>
        Message.Contains("Permission denied", StringComparison.OrdinalIgnoreCase) || Message.Contains("Read-only file system", StringComparison.OrdinalIgnoreCase)
        || Message.Contains("Access is denied", StringComparison.OrdinalIgnoreCase);

    /// <summary>Throws if a function has reported an error, and frees its text.</summary>
    public static unsafe void ThrowIf(byte* error)
    {
        if (error is not null)
        {
            Throw(error);
        }
    }

    private static unsafe void Throw(byte* error)
    {
        var message = Marshal.PtrToStringUTF8((nint)error) ?? "unknown error";
        NativeMethods.rocksdb_free(error);
        throw new EngineException(message);
    }
}
