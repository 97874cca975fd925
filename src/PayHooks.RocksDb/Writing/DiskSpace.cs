namespace PayHooks.RocksDb.Writing;

/// <summary>
/// Reserves free space on the store's disk, because RocksDB does not survive a write to a full disk. Below the reserve, operations fail
/// until there is space again. Operations that finish work may use half of the reserve. Used by the writer's thread only.
/// </summary>
internal sealed class DiskSpace(string folder, TimeProvider time)
{
    // Enough to flush the memtables and to compact a few tables.
    private const long MostReserve = 256L * 1024 * 1024;
    private const int ShareOfDisk = 8;

    private const long BytesBetweenLooks = 1024 * 1024;
    private static readonly TimeSpan TimeBetweenLooks = TimeSpan.FromMilliseconds(100);

    private readonly DriveInfo disk = new(folder);
    private long lookedAt;
    private long bytesSince = long.MaxValue;
    private long free = long.MaxValue;
    private long reserve;

    /// <summary>Returns the error for an operation that does not fit; null if it does.</summary>
    public RocksDbStoreException? Check(WriteOperation operation)
    {
        Look(operation.Bytes);
        return free >= (operation.AddsWork ? reserve : reserve / 2) ? null : RocksDbStoreException.NoRoom(folder, free);
    }

    /// <summary>Whether new work is currently rejected. Thread-safe.</summary>
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
                // If the disk is gone, the write will fail.
                free = long.MaxValue;
            }
        }

        bytesSince += bytes;
    }
}
