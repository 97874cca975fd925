using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace PayHooks.RocksDb;

/// <summary>
/// Detects whether a path still leads to the folder that this process has opened. The process counts in a file through the handle it has
/// had since the start; a process that reads another count through the path sees another folder, even if that is a copy.
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

    /// <summary>Creates the file, or takes over the one that an earlier process left.</summary>
    public static OwnerFile Open(string folder)
    {
        var name = Path.Combine(folder, Name);
        var owner = new OwnerFile(name, File.OpenHandle(name, FileMode.OpenOrCreate, FileAccess.ReadWrite, Shared));
        owner.Write();
        return owner;
    }

    /// <summary>What is wrong with the folder; null when it is the one that was opened.</summary>
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
            // A disk that fails is for the next write to report.
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
