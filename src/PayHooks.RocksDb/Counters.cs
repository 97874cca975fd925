using System.Buffers.Binary;
using PayHooks.RocksDb.Engine;

namespace PayHooks.RocksDb;

/// <summary>
/// The store's counters. The writer changes them and includes them in each batch, so they always match the stored data. Any thread can read
/// them.
/// </summary>
internal sealed class Counters
{
    private const int Fields = 5;

    private long lastNumber;
    private long messages;
    private long dead;
    private long retrying;
    private long batches;

    private static ReadOnlySpan<byte> Key => "counters"u8;

    /// <summary>
    /// The last number assigned. Numbers are never reused: a late call about a deleted message must not affect another message.
    /// </summary>
    public long LastNumber => Volatile.Read(ref lastNumber);

    /// <summary>Messages in the queue, including those being processed.</summary>
    public long Messages => Volatile.Read(ref messages);

    /// <summary>Dead letters.</summary>
    public long Dead => Volatile.Read(ref dead);

    /// <summary>Events waiting for their next attempt.</summary>
    public long Retrying => Volatile.Read(ref retrying);

    /// <summary>The number of the last batch written. It distinguishes a complete log from a truncated one.</summary>
    public long Batches => Volatile.Read(ref batches);

    /// <summary>Reads the counters that the last process wrote.</summary>
    public static Counters Read(Database database)
    {
        var counters = new Counters();
        using var value = database.Get(Family.State, Key);
        if (value.IsFound)
        {
            counters.lastNumber = Field(value.Bytes, 0);
            counters.messages = Field(value.Bytes, 1);
            counters.dead = Field(value.Bytes, 2);
            counters.retrying = Field(value.Bytes, 3);
            counters.batches = Field(value.Bytes, 4);
        }

        return counters;
    }

    /// <summary>Adds the counters, including the batch number, to the next batch.</summary>
    public void Write(WriteBatch batch)
    {
        Volatile.Write(ref batches, batches + 1);
        Span<byte> value = stackalloc byte[Fields * sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(value, lastNumber);
        BinaryPrimitives.WriteInt64BigEndian(value[8..], messages);
        BinaryPrimitives.WriteInt64BigEndian(value[16..], dead);
        BinaryPrimitives.WriteInt64BigEndian(value[24..], retrying);
        BinaryPrimitives.WriteInt64BigEndian(value[32..], batches);
        batch.Put(Family.State, Key, value);
    }

    /// <summary>Assigns the next number.</summary>
    public long NextNumber()
    {
        Volatile.Write(ref lastNumber, lastNumber + 1);
        return lastNumber;
    }

    public void AddMessages(int count) => Volatile.Write(ref messages, messages + count);

    public void AddDead(int count) => Volatile.Write(ref dead, dead + count);

    public void AddRetrying(int count) => Volatile.Write(ref retrying, retrying + count);

    private static long Field(ReadOnlySpan<byte> value, int index) => BinaryPrimitives.ReadInt64BigEndian(value[(index * sizeof(long))..]);
}
