using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace PayHooks.Sqlite;

/// <summary>The store cannot be opened, or must not be used any more; the message is one line for the person at the terminal and says what to do.</summary>
public sealed class SqliteStoreException(string message, Exception? inner = null) : Exception(message, inner)
{
    // EROFS, which .NET hands on as it is.
    private const int ReadOnlyFileSystem = 30;

    internal static SqliteStoreException Of(string file, SqliteException e)
    {
        var name = Path.GetFileName(file);
        return new SqliteStoreException(
            e.SqliteErrorCode switch
            {
                raw.SQLITE_NOTADB => $"{name} is not a SQLite database. Name another file.",
                raw.SQLITE_CORRUPT => $"{name} is damaged. Restore it from a backup, or move it away to start with an empty store.",
                raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_AUTH or raw.SQLITE_CANTOPEN => NotWritable(file),
                raw.SQLITE_BUSY or raw.SQLITE_LOCKED => $"{name} is locked by another program. Close it and try again.",
                raw.SQLITE_FULL => $"There is no room left for {name}. Make room on its disk and try again.",
                _ => $"{name} cannot be opened: {OneLine(e.Message)}",
            },
            e);
    }

    internal static SqliteStoreException Of(string file, Exception e) => new(
        e is UnauthorizedAccessException or IOException { HResult: ReadOnlyFileSystem } ? NotWritable(file) : $"{Path.GetFileName(file)} cannot be opened: {OneLine(e.Message)}", e);

    internal static SqliteStoreException NotTaken(Exception e) => new(
        "The disk failed to take what the store wrote. What was accepted is in its file and the log beside it: look at the disk, keep both, start again.",
        e);

    private static string NotWritable(string file) =>
        $"{Path.GetFileName(file)} cannot be written. Give this user write access to the file and to its directory {Path.GetDirectoryName(file)}.";

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();
}
