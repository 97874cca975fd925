using System.Buffers.Binary;
using PayHooks.RocksDb.Engine;
using PayHooks.Storage;

namespace PayHooks.RocksDb.Events;

/// <summary>A record and its location.</summary>
/// <param name="Number">The number under which the record and body are stored; 0 for a tombstone, which is stored with the id.</param>
/// <param name="Record">The record; null if the event was deleted in this batch.</param>
internal sealed record EventRow(long Number, EventRecord? Record)
{
    /// <summary>Reads a row by id; null if there is none.</summary>
    public static EventRow? Find(Database database, EventIdKey id)
    {
        Span<byte> idKey = stackalloc byte[EventIdKey.Length];
        Span<byte> numberKey = stackalloc byte[Keys.NumberLength];
        for (var last = -1L; ;)
        {
            using var entry = database.Get(Family.Ids, id.Write(idKey));
            if (!entry.IsFound)
            {
                return null;
            }

            var number = Keys.Number(entry.Bytes);
            if (number == 0)
            {
                return new EventRow(0, EventRecord.FromJson(entry.Bytes[Keys.NumberLength..]));
            }

            using var record = database.Get(Family.Events, Keys.OfNumber(numberKey, number));
            if (record.IsFound)
            {
                return new EventRow(number, EventRecord.FromJson(record.Bytes));
            }

            // Pruning moved the event between the two reads; read again with the new number.
            last = number != last ? number : throw new InvalidDataException($"No record has the number {number}, which an id names.");
        }
    }

    /// <summary>Reads the record with a number; null if it no longer exists.</summary>
    public static EventRecord? RecordOf(Database database, long number)
    {
        Span<byte> key = stackalloc byte[Keys.NumberLength];
        using var record = database.Get(Family.Events, Keys.OfNumber(key, number));
        return record.IsFound ? EventRecord.FromJson(record.Bytes) : null;
    }

    /// <summary>Reads the record with a number, for lists, which do without what only a newer version can read.</summary>
    public static EventRecord? ReadableOf(Database database, long number)
    {
        try
        {
            return RecordOf(database, number);
        }
        catch (NewerRecordException)
        {
            return null;
        }
    }

    /// <summary>Returns the number of an event; 0 for a tombstone, null if there is none.</summary>
    public static long? NumberOf(Database database, EventIdKey id)
    {
        Span<byte> key = stackalloc byte[EventIdKey.Length];
        using var entry = database.Get(Family.Ids, id.Write(key));
        return entry.IsFound ? BinaryPrimitives.ReadInt64BigEndian(entry.Bytes) : null;
    }
}
