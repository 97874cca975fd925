using System.Buffers.Binary;
using PayHooks.RocksDb.Engine;
using PayHooks.Storage;

namespace PayHooks.RocksDb.Events;

/// <summary>A record and where it is.</summary>
/// <param name="Number">The event's number, under which its record and body are kept; 0 for a tombstone, which is kept with the id.</param>
/// <param name="Record">The record; null for an event that was forgotten in this batch.</param>
internal sealed record EventRow(long Number, EventRecord? Record)
{
    /// <summary>Reads a row by its id; null when there is none.</summary>
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

            // Pruning has moved it between the two reads; then it has another number now.
            last = number != last ? number : throw new InvalidDataException($"No record has the number {number}, which an id names.");
        }
    }

    /// <summary>The record with a number; null when there is none any more.</summary>
    public static EventRecord? RecordOf(Database database, long number)
    {
        Span<byte> key = stackalloc byte[Keys.NumberLength];
        using var record = database.Get(Family.Events, Keys.OfNumber(key, number));
        return record.IsFound ? EventRecord.FromJson(record.Bytes) : null;
    }

    /// <summary>The number of an event; 0 for a tombstone, null when there is none.</summary>
    public static long? NumberOf(Database database, EventIdKey id)
    {
        Span<byte> key = stackalloc byte[EventIdKey.Length];
        using var entry = database.Get(Family.Ids, id.Write(key));
        return entry.IsFound ? BinaryPrimitives.ReadInt64BigEndian(entry.Bytes) : null;
    }
}
