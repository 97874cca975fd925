using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace PayHooks.RocksDb;

/// <summary>
/// Stores the number of the last synced batch. The mark itself is not synced: after a power failure it may be too low, but never too high.
/// A log that is readable up to the mark contains everything acknowledged before the mark was written.
/// </summary>
internal sealed class SyncedMark : IDisposable
{
    /// <summary>The file's name in the folder.</summary>
    public const string Name = "SYNCED";

    private readonly SafeFileHandle file;

    private SyncedMark(SafeFileHandle file) => this.file = file;

    /// <summary>The number that an earlier process stored; 0 if there is none.</summary>
    public static long Read(string folder)
    {
        try
        {
            using var noted = File.OpenHandle(
                Path.Combine(folder, Name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            Span<byte> bytes = stackalloc byte[sizeof(long)];
            return RandomAccess.Read(noted, bytes, 0) == bytes.Length ? BinaryPrimitives.ReadInt64BigEndian(bytes) : 0;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }

    /// <summary>Opens the file, and creates it if it does not exist.</summary>
    public static SyncedMark Open(string folder) => new(File.OpenHandle(
        Path.Combine(folder, Name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete));

    /// <summary>Records that a batch is durable.</summary>
    public void Write(long batch)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, batch);
        try
        {
            RandomAccess.Write(file, bytes, 0);
        }
        catch (IOException)
        {
            // A lower number is still valid. If the disk has failed, the next batch fails too.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}
