using PayHooks.RocksDb;

namespace PayHooks.Cli.Settings;

/// <summary>
/// Writes files with secrets: whole or not at all, and durable on return. A replacement keeps the access of the file before, so that the
/// same people and the same server can read it: owner, group and mode, or the access list on Windows. A new file is readable by its owner
/// only; on Windows, it has the access list of its folder.
/// </summary>
internal static class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Creates a file.</summary>
    /// <exception cref="IOException">It exists already, or cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Create(string path, byte[] content) => Write(path, content, replaces: false);

    /// <summary>Replaces a file; behind a link, the file that the link leads to.</summary>
    /// <exception cref="IOException">It does not exist, or cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written, or its owner cannot be kept.</exception>
    public static void Replace(string path, byte[] content)
    {
        var target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        Write(target, content, replaces: true);
    }

    private static void Write(string path, byte[] content, bool replaces)
    {
        var next = $"{path}.{Guid.NewGuid():N}.new";
        try
        {
            using (var file = new FileStream(next, Options()))
            {
                file.Write(content);
                file.Flush();
                if (replaces && !OperatingSystem.IsWindows())
                {
                    Resemble(file, path);
                }

                FileSync.Run(file.SafeFileHandle);
            }

            Put(next, path, replaces);
            FileSync.RunOnFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        finally
        {
            if (File.Exists(next))
            {
                File.Delete(next);
            }
        }
    }

    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return options;
    }

    // The owner first: a change of it takes permissions away.
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static void Resemble(FileStream file, string like)
    {
        using var old = File.OpenHandle(like);
        var owner = FileOwner.Of(old);
        if (owner != FileOwner.Of(file.SafeFileHandle))
        {
            FileOwner.Set(file.SafeFileHandle, owner);
        }

        File.SetUnixFileMode(file.SafeFileHandle, File.GetUnixFileMode(old));
    }

    // On Windows, only a replacement keeps the access list.
    private static void Put(string next, string path, bool exists)
    {
        if (exists && OperatingSystem.IsWindows())
        {
            File.Replace(next, path, destinationBackupFileName: null);
        }
        else
        {
            File.Move(next, path, overwrite: exists);
        }
    }
}
