using System.Buffers.Binary;

namespace PayHooks.RocksDb.Messages;

/// <summary>
/// The storage format of a message: the first line, its envelope, is stored in the queue; the bytes after it, its body, in the family of
/// bodies, where the event later keeps it. A body is therefore written only once.
/// </summary>
internal static class StoredMessage
{
    /// <summary>
    /// The length of the header before the envelope: the dequeue count and whether there is a body.
    /// </summary>
    public const int HeaderLength = sizeof(int) + sizeof(byte);

    private const byte LineEnd = (byte)'\n';

    /// <summary>Finds the end of the envelope, after the first line break. Without a line break, the whole message is the
    /// envelope.</summary>
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
