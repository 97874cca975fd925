using System.Buffers.Binary;
using System.Numerics;

namespace PayHooks.RocksDb.Engine;

/// <summary>
/// Removes from the write-ahead logs what keeps RocksDB from ever reading them to the end. After a power failure a log can end with
/// anything. RocksDB skips the rest of a block that it cannot read, except at a header that claims to be of a reused log file: there it
/// tries the same header for ever (db/log_reader.cc, <c>kOldRecord</c>; seen in 11.12). Logs are never reused here, so such a header is no
/// record, and the rest of its block cannot be read anyway. Zeros make RocksDB skip it.
/// </summary>
/// <remarks>Format: https://github.com/facebook/rocksdb/wiki/Write-Ahead-Log-File-Format.</remarks>
internal static class TornLog
{
    private const int BlockLength = 32 * 1024;
    private const int HeaderLength = 7; // checksum (4), length (2), type (1)
    private const int TypeOffset = 6;

    /// <summary>The name of a log with such a header; null if there is none.</summary>
    public static string? Find(string folder) =>
        Logs(folder).Where(log => Walk(log, repair: false)).Select(Path.GetFileName).FirstOrDefault();

    /// <summary>Overwrites the rest of each block that begins with such a header.</summary>
    public static void Repair(string folder)
    {
        foreach (var log in Logs(folder))
        {
            Walk(log, repair: true);
        }
    }

    private static IEnumerable<string> Logs(string folder) => Directory.EnumerateFiles(folder, "*.log");

    // Follows the records as RocksDB does: to the next one if the checksum is right, otherwise to the next block.
    private static bool Walk(string log, bool repair)
    {
        using var file = File.OpenHandle(
            log, FileMode.Open, repair ? FileAccess.ReadWrite : FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var (block, found) = (new byte[BlockLength], false);
        for (var start = 0L; RandomAccess.Read(file, block, start) is > 0 and var length; start += BlockLength)
        {
            var at = 0;
            while (HasRecord(block.AsSpan(at, length - at), out var size))
            {
                at += size;
            }

            if (length - at < HeaderLength || !IsOfReusedLog(block[at + TypeOffset]))
            {
                continue;
            }

            found = true;
            if (repair)
            {
                block.AsSpan(at, length - at).Clear();
                RandomAccess.Write(file, block.AsSpan(at, length - at), start + at);
            }
        }

        if (found && repair)
        {
            FileSync.Run(file);
        }

        return found;
    }

    private static bool HasRecord(ReadOnlySpan<byte> rest, out int size)
    {
        size = 0;
        if (rest.Length < HeaderLength || IsOfReusedLog(rest[TypeOffset]))
        {
            return false;
        }

        size = HeaderLength + BinaryPrimitives.ReadUInt16LittleEndian(rest[4..]);
        return size <= rest.Length
            && BinaryPrimitives.ReadUInt32LittleEndian(rest) == Checksum(rest[TypeOffset..size]);
    }

    // kRecyclableFullType to kRecyclableLastType, kRecyclableUserDefinedTimestampSizeType, kRecyclePredecessorWALInfoType:
    // https://github.com/facebook/rocksdb/blob/main/db/log_format.h
    private static bool IsOfReusedLog(byte type) => type is (>= 5 and <= 8) or 11 or 131;

    // CRC-32C, masked: https://github.com/facebook/rocksdb/blob/main/util/crc32c.h
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (var one in bytes)
        {
            crc = BitOperations.Crc32C(crc, one);
        }

        crc = ~crc;
        return BitOperations.RotateRight(crc, 15) + 0xa282ead8;
    }
}
