using System.Buffers.Binary;

namespace PayHooks.RocksDb.Messages;

/// <summary>
/// The storage format of a message: a header and its envelope are stored in the queue, its body in the family of bodies, where the event
/// later keeps it. A body is therefore written only once.
/// </summary>
internal static class StoredMessage
{
    /// <summary>
    /// The length of the header before the envelope: the dequeue count and whether there is a body.
    /// </summary>
    public const int HeaderLength = sizeof(int) + sizeof(byte);

    /// <summary>Writes the header.</summary>
    public static void WriteHeader(Span<byte> header, int dequeues, bool hasBody)
    {
        BinaryPrimitives.WriteInt32BigEndian(header, dequeues);
        header[sizeof(int)] = hasBody ? (byte)1 : (byte)0;
    }

    /// <summary>Reads the header.</summary>
    public static (int Dequeues, bool HasBody) ReadHeader(ReadOnlySpan<byte> value) => value.Length >= HeaderLength
        ? (BinaryPrimitives.ReadInt32BigEndian(value), value[sizeof(int)] != 0)
        : throw new InvalidDataException("A message in the queue is too short.");
}
