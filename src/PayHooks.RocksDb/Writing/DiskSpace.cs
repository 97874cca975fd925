namespace PayHooks.RocksDb.Writing;

/// <summary>
/// Keeps some room on the store's disk. RocksDB does not survive a write for which there is none; below the reserve operations fail
/// instead, and succeed again as soon as there is room. What ends work may use half of the reserve. Belongs to the writer's thread.
/// </summary>
internal sealed class DiskSpace(string folder, TimeProvider time)
{
    // Enough to write what is in memory into tables, and to merge a few of them.
    private const long MostReserve = 256L * 1024 * 1024;
    private const int ShareOfDisk = 8;

    private const long BytesBetweenLooks = 1024 * 1024;
    private static readonly TimeSpan TimeBetweenLooks = TimeSpan.FromMilliseconds(100);

    private readonly DriveInfo disk = new(folder);
    private long lookedAt;
    private long bytesSince = long.MaxValue;
    private long free = long.MaxValue;
    private long reserve;

    /// <summary>The error of an operation that there is no room for; null when there is.</summary>
    public RocksDbStoreException? Check(WriteOperation operation)
    {
        Look(operation.Bytes);
        return free >= (operation.AddsWork ? reserve : reserve / 2) ? null : RocksDbStoreException.NoRoom(folder, free);
    }

    /// <summary>Whether new work would be refused now. From any thread.</summary>
    public static RocksDbStoreException? FindProblem(string folder)
    {
        try
        {
            var drive = new DriveInfo(folder);
            return drive.AvailableFreeSpace >= ReserveOf(drive) ? null : RocksDbStoreException.NoRoom(folder, drive.AvailableFreeSpace);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long ReserveOf(DriveInfo drive) => Math.Min(MostReserve, drive.TotalSize / ShareOfDisk);

    private void Look(int bytes)
    {
        if (bytesSince > BytesBetweenLooks || time.GetElapsedTime(lookedAt) > TimeBetweenLooks)
        {
            (lookedAt, bytesSince) = (time.GetTimestamp(), 0);
            try
            {
                free = disk.AvailableFreeSpace;
                reserve = ReserveOf(disk);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Whether the disk is still there is for the write to find out.
                free = long.MaxValue;
            }
        }

        bytesSince += bytes;
    }
}
