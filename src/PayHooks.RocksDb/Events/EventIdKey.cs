using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace PayHooks.RocksDb.Events;

/// <summary>
/// An event id as sixteen bytes: 128 of its 130 bits, in the sort order of the strings. Ids that differ only in the last two bits would
/// collide; as ids are hashes, this does not happen in practice.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct EventIdKey(ulong High, ulong Low)
{
    /// <summary>The length of the key in bytes.</summary>
    public const int Length = 2 * sizeof(ulong);

    private const int PrefixLength = 4; // evt_
    private const int Digits = 26;

    /// <summary>Returns the key of an id.</summary>
    public static EventIdKey Of(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return TryRead(id, out var key) ? key : OfOther(id);
    }

    /// <summary>Writes the key to a buffer.</summary>
    public ReadOnlySpan<byte> Write(Span<byte> buffer)
    {
        BinaryPrimitives.WriteUInt64BigEndian(buffer, High);
        BinaryPrimitives.WriteUInt64BigEndian(buffer[sizeof(ulong)..], Low);
        return buffer[..Length];
    }

    /// <summary>Reads a key written by <see cref="Write"/>.</summary>
    public static EventIdKey Read(ReadOnlySpan<byte> key) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(key), BinaryPrimitives.ReadUInt64BigEndian(key[sizeof(ulong)..]));

    private static bool TryRead(string id, out EventIdKey key)
    {
        key = default;
        if (id.Length != PrefixLength + Digits || !id.StartsWith("evt_", StringComparison.Ordinal))
        {
            return false;
        }

        // The first 25 digits hold 125 bits; of the last digit's five bits, three are kept.
        UInt128 bits = 0;
        for (var i = PrefixLength; i < id.Length; i++)
        {
            if (Rank(id[i]) is not (>= 0 and var rank))
            {
                return false;
            }

            bits = i < id.Length - 1 ? (bits << 5) | (uint)rank : (bits << 3) | (uint)(rank >> 2);
        }

        key = new EventIdKey((ulong)(bits >> 64), (ulong)bits);
        return true;
    }

    // The digits of ids in character order: 2–7 sort before a–z.
    private static int Rank(char digit) => digit switch
    {
        >= '2' and <= '7' => digit - '2',
        >= 'a' and <= 'z' => digit - 'a' + 6,
        _ => -1,
    };

    private static EventIdKey OfOther(string id) => Read(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
}
