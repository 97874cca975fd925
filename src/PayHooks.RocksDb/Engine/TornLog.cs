using System.Buffers.Binary;
using System.Numerics;

namespace PayHooks.RocksDb.Engine;

/// <summary>
/// Makes RocksDB report damage at which it would otherwise read the same record forever. After a power failure a log can end with anything.
/// RocksDB reports a record that it cannot read and continues, except where the header claims to be of a reused log file: there it tries
/// again without advancing (db/log_reader.cc, <c>kOldRecord</c>; seen in 11.12). Logs are never reused here, so such a type is damage. It
/// is replaced by the type of a whole record, so that the checksum decides, as for any other record.
/// </summary>
/// <remarks>Format: https://github.com/facebook/rocksdb/wiki/Write-Ahead-Log-File-Format.</remarks>
internal static class TornLog
{
    private const int BlockLength = 32 * 1024;
    private const int HeaderLength = 7; // checksum (4), length (2), type (1)
    private const int TypeOffset = 6;

    // kFullType
    private const byte WholeRecord = 1;

    /// <summary>The name of a log with such a header, or null.</summary>
    public static string? Find(string folder) =>
        Logs(folder).Where(log => Walk(log, repair: false)).Select(Path.GetFileName).FirstOrDefault();

    /// <summary>Replaces the type in such headers.</summary>
    public static void Repair(string folder)
    {
        foreach (var log in Logs(folder))
        {
            Walk(log, repair: true);
        }
    }

    // RocksDB reads its list of files with the same code.
    private static IEnumerable<string> Logs(string folder) =>
        Directory.EnumerateFiles(folder, "*.log").Concat(Directory.EnumerateFiles(folder, "MANIFEST-*"));

    // Follows the records as RocksDB does: to the next one if the checksum is right, otherwise to the next block.
    private static bool Walk(string log, bool repair)
    {
        using var file = File.OpenHandle(
            log, FileMode.Open, repair ? FileAccess.ReadWrite : FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var (block, found) = (new byte[BlockLength], false);
        for (var start = 0L; RandomAccess.Read(file, block, start) is > 0 and var length; start += BlockLength)
        {
            for (var at = 0; length - at >= HeaderLength; at += SizeOf(block.AsSpan(at)))
            {
                if (IsOfReusedLog(block[at + TypeOffset]))
                {
                    found = true;
                    block[at + TypeOffset] = WholeRecord;
                    if (repair)
                    {
                        RandomAccess.Write(file, block.AsSpan(at + TypeOffset, 1), start + at + TypeOffset);
                    }
                }

                if (!IsIntact(block.AsSpan(at, length - at)))
                {
                    break;
                }
            }
        }

        if (found && repair)
        {
            FileSync.Run(file);
        }

        return found;
    }

    private static int SizeOf(ReadOnlySpan<byte> record) => HeaderLength + BinaryPrimitives.ReadUInt16LittleEndian(record[4..]);

    private static bool IsIntact(ReadOnlySpan<byte> rest) => SizeOf(rest) is var size && size <= rest.Length
        && BinaryPrimitives.ReadUInt32LittleEndian(rest) == Checksum(rest[TypeOffset..size]);

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
