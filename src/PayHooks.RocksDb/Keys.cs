using System.Buffers.Binary;

namespace PayHooks.RocksDb;

/// <summary>Writes numbers into keys in big-endian order, so that keys sort numerically. Numbers are not negative.</summary>
internal static class Keys
{
    /// <summary>The length of a number in bytes.</summary>
    public const int NumberLength = sizeof(long);

    /// <summary>The length of a queue key: due time, number.</summary>
    public const int QueueLength = 2 * NumberLength;

    /// <summary>Writes a number and returns the rest of the buffer.</summary>
    public static Span<byte> Append(this Span<byte> buffer, long number)
    {
        BinaryPrimitives.WriteInt64BigEndian(buffer, number);
        return buffer[NumberLength..];
    }

    /// <summary>Reads the number at the start of a key.</summary>
    public static long Number(ReadOnlySpan<byte> key) => BinaryPrimitives.ReadInt64BigEndian(key);

    /// <summary>Inverts a number, so that higher numbers sort first.</summary>
    public static long Inverted(long number) => long.MaxValue - number;

    /// <summary>Writes the key of a body or a record.</summary>
    public static ReadOnlySpan<byte> OfNumber(Span<byte> buffer, long number)
    {
        buffer.Append(number);
        return buffer[..NumberLength];
    }

    /// <summary>Writes the key of a message.</summary>
    public static ReadOnlySpan<byte> OfMessage(Span<byte> buffer, long due, long number)
    {
        buffer.Append(due).Append(number);
        return buffer[..QueueLength];
    }
}
