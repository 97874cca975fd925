using System.Buffers.Binary;

namespace PayHooks.RocksDb.Messages;

/// <summary>
/// How a message is stored: the line that describes it, its envelope, in the queue, and the bytes behind it, its body, in the family of
/// bodies, where the event keeps it. So a body is written once.
/// </summary>
internal static class StoredMessage
{
    /// <summary>
    /// The length of what comes before the envelope in the queue: how often the message was taken, and whether it has a body.
    /// </summary>
    public const int HeaderLength = sizeof(int) + sizeof(byte);

    private const byte LineEnd = (byte)'\n';

    /// <summary>Where the envelope ends and the body begins: behind the first line's end. Without one, all is envelope.</summary>
    /// <returns>The envelope's length, and whether there is a body.</returns>
    public static (int EnvelopeLength, bool HasBody) Split(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf(LineEnd);
        return end < 0 ? (text.Length, false) : (end + 1, true);
    }

    /// <summary>Writes the header.</summary>
    public static ReadOnlySpan<byte> WriteHeader(Span<byte> buffer, int dequeues, bool hasBody)
    {
        BinaryPrimitives.WriteInt32BigEndian(buffer, dequeues);
        buffer[sizeof(int)] = hasBody ? (byte)1 : (byte)0;
        return buffer[..HeaderLength];
    }

    /// <summary>Reads the header.</summary>
    public static (int Dequeues, bool HasBody) ReadHeader(ReadOnlySpan<byte> value) => value.Length >= HeaderLength
        ? (BinaryPrimitives.ReadInt32BigEndian(value), value[sizeof(int)] != 0)
        : throw new InvalidDataException("A message in the queue is too short.");
}
