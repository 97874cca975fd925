namespace PayHooks.Sqlite;

/// <summary>
/// Makes a process the one owner of a store. The operating system releases the lock when the owner ends, however it ends.
/// The lock file itself stays: removing it would let two processes lock two files of the same name.
/// </summary>
internal sealed class SqliteFileLock : IDisposable
{
    private readonly FileStream stream;

    private SqliteFileLock(FileStream stream) => this.stream = stream;

    /// <summary>Locks the store and makes sure that its file exists and can be written.</summary>
    public static SqliteFileLock Take(string file)
    {
        if (Directory.Exists(file))
        {
            throw new SqliteStoreException($"{file} is a directory. Name a file.");
        }

        var directory = Path.GetDirectoryName(file);
        if (!Directory.Exists(directory))
        {
            throw new SqliteStoreException($"The directory {directory} does not exist. Create it, or name a file elsewhere.");
        }

        FileStream? taken = null;
        try
        {
            taken = Open(file + ".lock");
            Open(file, FileShare.ReadWrite | FileShare.Delete).Dispose();
            return new SqliteFileLock(taken);
        }
        catch (IOException e) when (taken is null && IsHeld(e))
        {
            throw new SqliteStoreException(
                $"{Path.GetFileName(file)} is in use by another payhooks process. Stop that one, or name another file.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            taken?.Dispose();
            throw SqliteStoreException.Of(file, e);
        }
    }

    public void Dispose() => stream.Dispose();

    private static FileStream Open(string path, FileShare share = FileShare.None)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            // Bodies hold personal data. SQLite gives its other files the mode of this one.
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    // ERROR_SHARING_VIOLATION; EWOULDBLOCK of Linux and of macOS, which .NET hands on as they are.
    private static bool IsHeld(IOException e) => e.HResult is unchecked((int)0x80070020) or 11 or 35;
}
