using System.Buffers.Binary;
using PayHooks.RocksDb.Engine;

namespace PayHooks.RocksDb;

/// <summary>
/// What the store counts. The writer changes the counters and writes them with each batch, so that they never differ from what they
/// count; any thread reads them.
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
    /// The number given out last. None is given out twice: a late call about a message that is gone must not hit another one.
    /// </summary>
    public long LastNumber => Volatile.Read(ref lastNumber);

    /// <summary>Messages in the queue, those that are being worked on among them.</summary>
    public long Messages => Volatile.Read(ref messages);

    /// <summary>Dead letters.</summary>
    public long Dead => Volatile.Read(ref dead);

    /// <summary>Events that wait for their next attempt.</summary>
    public long Retrying => Volatile.Read(ref retrying);

    /// <summary>The number of the last batch that was written. It distinguishes a complete log from one that ends too early.</summary>
    public long Batches => Volatile.Read(ref batches);

    /// <summary>Reads what the last process wrote.</summary>
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

    /// <summary>Adds them to the next batch, which they number.</summary>
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

    /// <summary>Gives out the next number.</summary>
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
