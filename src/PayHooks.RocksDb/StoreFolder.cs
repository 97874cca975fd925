using System.Buffers.Binary;
using PayHooks.RocksDb.Engine;

namespace PayHooks.RocksDb;

/// <summary>Checks that a folder is or can become a store, and that this version of PayHooks can read it.</summary>
internal static class StoreFolder
{
    /// <summary>The format that this code writes and reads.</summary>
    public const int Format = 1;

    // A RocksDB file that every database has.
    private const string Marker = "CURRENT";

    private static ReadOnlySpan<byte> FormatKey => "format"u8;

    /// <summary>Checks the folder before it is opened, creating it if it does not exist.</summary>
    public static void Prepare(string folder)
    {
        var name = Path.GetFileName(folder);
        if (File.Exists(folder))
        {
            throw new RocksDbStoreException($"{name} is a file. Name a folder.");
        }

        if (!Directory.Exists(folder))
        {
            Create(folder);
            FileSync.RunOnFolder(Path.GetDirectoryName(folder)!);
            Claim(folder);
            return;
        }

        if (File.Exists(Path.Combine(folder, Marker)))
        {
            CheckFamilies(folder);
        }
        else if (Directory.EnumerateFileSystemEntries(folder).Any(entry => !IsLeftOver(entry)))
        {
            throw new RocksDbStoreException($"{name} holds other files. Name an empty folder, or one that does not exist.");
        }
        else
        {
            Claim(folder);
        }
    }

    /// <summary>Checks that a folder exists and contains a store that this version can open.</summary>
    public static void CheckExisting(string folder)
    {
        if (!File.Exists(Path.Combine(folder, Marker)))
        {
            throw new RocksDbStoreException(Directory.Exists(folder)
                ? $"{Path.GetFileName(folder)} holds no store."
                : $"There is no folder {folder}.");
        }

        CheckFamilies(folder);
    }

    /// <summary>Checks the format of an open store.</summary>
    /// <param name="database">The store.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="create">Whether to write the format to a new store.</param>
    public static void CheckFormat(Database database, string folder, bool create)
    {
        if (ReadFormat(database) is { } format)
        {
            ThrowIfNewer(folder, format);
            return;
        }

        if (!create)
        {
            throw new RocksDbStoreException($"{Path.GetFileName(folder)} holds no store.");
        }

        Span<byte> value = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(value, Format);
        using var batch = database.NewBatch();
        batch.Put(Family.State, FormatKey, value);
        database.Write(batch);
        database.Sync();
    }

    /// <summary>Creates the folder, accessible only to its owner because bodies contain personal data.</summary>
    public static void Create(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    // Written before the database exists, to distinguish a store without families from another program's database.
    private static void Claim(string folder)
    {
        File.OpenHandle(Path.Combine(folder, OwnerFile.Name), FileMode.OpenOrCreate, FileAccess.Write).Dispose();
        FileSync.RunOnFolder(folder);
    }

    // A first start that was killed leaves a folder without a database.
    private static bool IsLeftOver(string entry) =>
        Path.GetFileName(entry) is var name
            && (name is "LOCK" or "IDENTITY" or OwnerFile.Name or SyncedMark.Name or RunLog.Name
            || name.StartsWith("LOG", StringComparison.Ordinal)
            || name.StartsWith("MANIFEST-", StringComparison.Ordinal) || name.StartsWith("OPTIONS-", StringComparison.Ordinal)
            || name.EndsWith(".dbtmp", StringComparison.Ordinal) || name.EndsWith(".log", StringComparison.Ordinal));

    private static void CheckFamilies(string folder)
    {
        var families = Database.FamiliesOf(folder);
        if (!families.Except(FamilyNames.All).Any()
            && (families.Count == FamilyNames.All.Count || File.Exists(Path.Combine(folder, OwnerFile.Name))))
        {
            // Some families may be missing: a first start was killed while it created them.
            return;
        }

        // RocksDB opens a database only with all of its families.
        throw families.Contains(FamilyNames.All[(int)Family.State])
            ? Newer(folder, null)
            : new RocksDbStoreException($"{Path.GetFileName(folder)} belongs to another program. Name another folder.");
    }

    private static int? ReadFormat(Database database)
    {
        using var value = database.Get(Family.State, FormatKey);
        return value.IsFound ? BinaryPrimitives.ReadInt32BigEndian(value.Bytes) : null;
    }

    private static void ThrowIfNewer(string folder, int format)
    {
        if (format > Format)
        {
            throw Newer(folder, format);
        }
    }

    private static RocksDbStoreException Newer(string folder, int? format) => new(
        $"{Path.GetFileName(folder)} was written by a newer PayHooks "
        + $"(format {(format is { } number ? number : "unknown")}; this one reads {Format}). "
        + "Update PayHooks, or name another folder.");
}
