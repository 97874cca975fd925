using PayHooks.RocksDb.Engine;

namespace PayHooks.RocksDb;

/// <summary>The store cannot be opened, or can no longer be used. The message is one line that states the problem and the fix.</summary>
public sealed class RocksDbStoreException(string message, Exception? inner = null) : Exception(message, inner)
{
    // EROFS, which .NET passes through unchanged.
    private const int ReadOnlyFileSystem = 30;

    internal static RocksDbStoreException CannotOpen(string folder, EngineException e)
    {
        var name = Path.GetFileName(folder);
        return new RocksDbStoreException(
            e switch
            {
                { IsPermission: true } => NotWritable(folder),
                { IsLocked: true } => $"{name} is in use by another payhooks process. Stop that one, or name another folder.",
                { IsDiskFull: true } => $"There is no room left for {name}. Make room on its disk and try again.",
                { IsCorruption: true } =>
                    $"{name} is damaged: {OneLine(e.Message)} Restore it from a backup, or move it away to start with an empty store.",
                _ => $"{name} cannot be opened: {OneLine(e.Message)}",
            },
            e);
    }

    internal static RocksDbStoreException CannotOpen(string folder, Exception e) => new(
        e is UnauthorizedAccessException or IOException { HResult: ReadOnlyFileSystem }
            ? NotWritable(folder)
            : $"{Path.GetFileName(folder)} cannot be opened: {OneLine(e.Message)}",
        e);

    internal static RocksDbStoreException Damaged(string folder, EngineException e) => new(
        $"A body in {Path.GetFileName(folder)} is damaged: {OneLine(e.Message)} Stop the server, and find the file with: payhooks check "
            + $"{folder}",
        e);

    internal static RocksDbStoreException Incomplete(string folder, long batches) => new(
        $"{Path.GetFileName(folder)} is damaged: the last {batches} writes that were acknowledged are missing from its log. Restore it "
            + "from a "
        + $"backup; or, to continue without them, delete the file {SyncedMark.Name} in it and restart.");

    internal static RocksDbStoreException Torn(string folder, string log) => new(
        $"{log} in {Path.GetFileName(folder)} has a damaged record, as a power failure can leave it. Start the server with this folder "
            + "once: it skips the record if it was never acknowledged, and otherwise says what to do.");

    internal static RocksDbStoreException NoRoom(string folder, long free) => new(
        $"The disk of {Path.GetFileName(folder)} is full: {free / (1024 * 1024)} MB are free. Deliveries are accepted as soon as there is "
            + "room.");

    internal static RocksDbStoreException Gone(string folder, string problem) => new(
        $"{Path.GetFileName(folder)} cannot be used any more: {problem} Put the folder back if you can, then restart.");

    internal static RocksDbStoreException Failed(string folder, Exception e) => new(
        $"Writing to {Path.GetFileName(folder)} failed: {OneLine(e.Message)} "
        + "Every acknowledged delivery is in the folder: keep it, check the disk, then restart.",
        e);

    private static string NotWritable(string folder) =>
        $"{Path.GetFileName(folder)} cannot be written. Give this user write access to {folder} and what is in it.";

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim().TrimEnd('.') + ".";
}
