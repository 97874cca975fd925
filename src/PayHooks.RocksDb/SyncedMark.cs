using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace PayHooks.RocksDb;

/// <summary>
/// Notes the number of the last batch that the disk has taken. The note itself is not synced: after a loss of power it may be an older
/// number, never one that is too high. A log that can be read up to it has everything that was acknowledged before the note.
/// </summary>
internal sealed class SyncedMark : IDisposable
{
    /// <summary>The file's name in the folder.</summary>
    public const string Name = "SYNCED";

    private readonly SafeFileHandle file;

    private SyncedMark(SafeFileHandle file) => this.file = file;

    /// <summary>The number that an earlier process noted; 0 when there is none.</summary>
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

    /// <summary>Notes that a batch is durable.</summary>
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
            // An older number is as true. What the disk does not take any more, the next batch finds out.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}
