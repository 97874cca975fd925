using System.Buffers.Binary;

namespace PayHooks.RocksDb;

/// <summary>Writes numbers into keys: big-endian, so that keys are ordered as numbers are. None is negative.</summary>
internal static class Keys
{
    /// <summary>The length of a number.</summary>
    public const int NumberLength = sizeof(long);

    /// <summary>The length of a key of the queue: due time, number.</summary>
    public const int QueueLength = 2 * NumberLength;

    /// <summary>Writes a number and returns what is left of the buffer.</summary>
    public static Span<byte> Append(this Span<byte> buffer, long number)
    {
        BinaryPrimitives.WriteInt64BigEndian(buffer, number);
        return buffer[NumberLength..];
    }

    /// <summary>Reads the number at the start.</summary>
    public static long Number(ReadOnlySpan<byte> key) => BinaryPrimitives.ReadInt64BigEndian(key);

    /// <summary>Turns the order around.</summary>
    public static long Inverted(long number) => long.MaxValue - number;

    /// <summary>The key of a body or a record.</summary>
    public static ReadOnlySpan<byte> OfNumber(Span<byte> buffer, long number)
    {
        buffer.Append(number);
        return buffer[..NumberLength];
    }

    /// <summary>The key of a message.</summary>
    public static ReadOnlySpan<byte> OfMessage(Span<byte> buffer, long due, long number)
    {
        buffer.Append(due).Append(number);
        return buffer[..QueueLength];
    }
}
