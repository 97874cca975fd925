using System.Formats.Tar;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PayHooks.RocksDb.Backup;

/// <summary>
/// A backup in one file: a tar archive of the store's files, followed by their SHA-256 hashes in the format of <c>sha256sum</c>. A
/// truncated archive lacks the hashes, and a damaged one does not match them.
/// </summary>
internal static class BackupArchive
{
    private const string ListName = "SHA256SUMS";
    private const string Separator = "  ";
    private const int CopyBuffer = 128 * 1024;

    /// <summary>Packs the files of a folder.</summary>
    public static async Task WriteAsync(string folder, Stream destination, CancellationToken cancellationToken)
    {
        var list = new StringBuilder();
        await using var archive = new TarWriter(destination, TarEntryFormat.Pax, leaveOpen: true);
        foreach (var path in Directory.GetFiles(folder).Order(StringComparer.Ordinal))
        {
            await using var file = OpenRead(path);
            var hash = await SHA256.HashDataAsync(file, cancellationToken);
            list.Append(CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(hash)}{Separator}{Path.GetFileName(path)}\n");
            file.Position = 0;
            await WriteEntryAsync(archive, Path.GetFileName(path), file, cancellationToken);
        }

        using var text = new MemoryStream(Encoding.UTF8.GetBytes(list.ToString()));
        await WriteEntryAsync(archive, ListName, text, cancellationToken);
    }

    /// <summary>Reads an archive to its end and verifies the hash of every file.</summary>
    /// <exception cref="RocksDbStoreException">The file is not a backup, or is incomplete or damaged.</exception>
    public static Task VerifyAsync(string path, CancellationToken cancellationToken) => ReadAsync(path, null, cancellationToken);

    /// <summary>Unpacks an archive into an empty folder and verifies the hash of every file.</summary>
    /// <exception cref="RocksDbStoreException">The file is not a backup, or is incomplete or damaged.</exception>
    public static Task ExtractAsync(string path, string folder, CancellationToken cancellationToken) =>
        ReadAsync(path, folder, cancellationToken);

    private static async Task ReadAsync(string path, string? folder, CancellationToken cancellationToken)
    {
        Dictionary<string, string> found = new(StringComparer.Ordinal);
        Dictionary<string, string>? list = null;
        try
        {
            await using var file = OpenRead(path);
            await using var archive = new TarReader(file);
            while (await archive.GetNextEntryAsync(cancellationToken: cancellationToken) is { } entry)
            {
                // Names are untrusted input: a plain file name stays within the folder.
                if (entry.EntryType != TarEntryType.RegularFile || entry.Name.AsSpan().ContainsAny("/\\:")
                    || entry.Name is "" or "." or "..")
                {
                    throw Problem(path, "is not a backup of PayHooks");
                }

                var data = entry.DataStream ?? Stream.Null;
                if (entry.Name == ListName)
                {
                    list = await ReadListAsync(data, cancellationToken);
                }
                else
                {
                    found[entry.Name] =
                        await ReadFileAsync(data, folder is null ? null : Path.Combine(folder, entry.Name), cancellationToken);
                }
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw Problem(path, found.Count == 0 ? "is not a backup of PayHooks" : "is incomplete or damaged", e);
        }

        Compare(path, found, list ?? throw Problem(path, found.Count == 0 ? "is not a backup of PayHooks" : "is incomplete"));
    }

    private static void Compare(string path, Dictionary<string, string> found, Dictionary<string, string> list)
    {
        foreach (var (name, hash) in list)
        {
            if (found.GetValueOrDefault(name) != hash)
            {
                throw Problem(path, $"is damaged: its file {name} is {(found.ContainsKey(name) ? "not what it was" : "missing")}");
            }
        }

        if (found.Count != list.Count)
        {
            throw Problem(path, "is damaged: it holds files that are not in its list");
        }
    }

    private static async Task<string> ReadFileAsync(Stream data, string? target, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = target is null ? null : new FileStream(target, FileMode.CreateNew, FileAccess.Write);
        var buffer = new byte[CopyBuffer];
        for (int read; (read = await data.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            hash.AppendData(buffer, 0, read);
            if (file is not null)
            {
                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }

        if (file is not null)
        {
            await file.FlushAsync(cancellationToken);
            FileSync.Run(file.SafeFileHandle);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static async Task<Dictionary<string, string>> ReadListAsync(Stream data, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(data, Encoding.UTF8);
        Dictionary<string, string> list = new(StringComparer.Ordinal);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            var at = line.IndexOf(Separator, StringComparison.Ordinal);
            list[line[(at + Separator.Length)..]] = at > 0 ? line[..at] : throw new InvalidDataException(line);
        }

        return list;
    }

    private static async Task WriteEntryAsync(TarWriter archive, string name, Stream data, CancellationToken cancellationToken)
    {
        var entry = new PaxTarEntry(TarEntryType.RegularFile, name)
        {
            DataStream = data,
            Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        await archive.WriteEntryAsync(entry, cancellationToken);
    }

    private static FileStream OpenRead(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, CopyBuffer, FileOptions.Asynchronous | FileOptions.SequentialScan);

    private static RocksDbStoreException Problem(string path, string what, Exception? e = null) =>
        new($"{Path.GetFileName(path)} {what}. Name another file.", e);
}
