using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace PayHooks.RocksDb;

/// <summary>
/// Detects whether a path still refers to the folder that this process opened. The process increments a counter in a file through a handle
/// that it keeps open; if it reads a different value through the path, the folder was replaced, possibly by a copy.
/// </summary>
internal sealed class OwnerFile : IDisposable
{
    /// <summary>The file's name in the folder.</summary>
    public const string Name = "OWNER";

    private const FileShare Shared = FileShare.ReadWrite | FileShare.Delete;

    private readonly string path;
    private readonly SafeFileHandle file;
    private long count = Random.Shared.NextInt64();

    private OwnerFile(string path, SafeFileHandle file) => (this.path, this.file) = (path, file);

    /// <summary>Creates the file, or takes over the file of an earlier process.</summary>
    public static OwnerFile Open(string folder)
    {
        var name = Path.Combine(folder, Name);
        var owner = new OwnerFile(name, File.OpenHandle(name, FileMode.OpenOrCreate, FileAccess.ReadWrite, Shared));
        owner.Write();
        return owner;
    }

    /// <summary>Returns what is wrong with the folder; null if it is the folder that was opened.</summary>
    public string? FindProblem()
    {
        try
        {
            count++;
            Write();
            return Read() == count ? null : "it was replaced by another folder.";
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return "it was removed or renamed.";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A failing disk is reported by the next write.
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private void Write()
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, count);
        RandomAccess.Write(file, bytes, 0);
    }

    private long Read()
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        using var seen = File.OpenHandle(path, FileMode.Open, FileAccess.Read, Shared);
        return RandomAccess.Read(seen, bytes, 0) == bytes.Length ? BinaryPrimitives.ReadInt64BigEndian(bytes) : -1;
    }
}
