using PayHooks.RocksDb;

namespace PayHooks.Cli.Settings;

/// <summary>Writes files with secrets: readable by their owner only, and whole or not at all.</summary>
internal static class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Creates a file. It is durable on return.</summary>
    /// <exception cref="IOException">It exists already, or cannot be written.</exception>
    public static void Create(string path, byte[] content)
    {
        Write(path, content, OwnerOnly);
        FileSync.RunOnFolder(FolderOf(path));
    }

    /// <summary>Replaces a file, or creates it; an existing one keeps its permissions. It is durable on return.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Replace(string path, byte[] content)
    {
        var target = File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path;
        var next = $"{target}.{Guid.NewGuid():N}.new";
        try
        {
            Write(next, content, !OperatingSystem.IsWindows() && File.Exists(target) ? File.GetUnixFileMode(target) : OwnerOnly);
            File.Move(next, target, overwrite: true);
            FileSync.RunOnFolder(FolderOf(target));
        }
        finally
        {
            File.Delete(next);
        }
    }

    private static string FolderOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path))!;

    private static void Write(string path, byte[] content, UnixFileMode mode)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        using var file = new FileStream(path, options);
        file.Write(content);
        file.Flush();
        FileSync.Run(file.SafeFileHandle);
    }
}
