using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace PayHooks.RocksDb.Events;

/// <summary>
/// An event's id as sixteen bytes: 128 of the 130 bits that its text shows, in the order of the texts. Ids that differ in the last
/// two bits only would be one; they are parts of a hash, so that there are none.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct EventIdKey(ulong High, ulong Low)
{
    /// <summary>The length in a key.</summary>
    public const int Length = 2 * sizeof(ulong);

    private const int PrefixLength = 4; // evt_
    private const int Digits = 26;

    /// <summary>The key of an id.</summary>
    public static EventIdKey Of(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return TryRead(id, out var key) ? key : OfOther(id);
    }

    /// <summary>Writes it.</summary>
    public ReadOnlySpan<byte> Write(Span<byte> buffer)
    {
        BinaryPrimitives.WriteUInt64BigEndian(buffer, High);
        BinaryPrimitives.WriteUInt64BigEndian(buffer[sizeof(ulong)..], Low);
        return buffer[..Length];
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static EventIdKey Read(ReadOnlySpan<byte> key) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(key), BinaryPrimitives.ReadUInt64BigEndian(key[sizeof(ulong)..]));

    private static bool TryRead(string id, out EventIdKey key)
    {
        key = default;
        if (id.Length != PrefixLength + Digits || !id.StartsWith("evt_", StringComparison.Ordinal))
        {
            return false;
        }

        // 25 digits have 125 bits, the last has five of which three are left.
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

    // The digits of ids in the order of their characters: 2–7 come before a–z.
    private static int Rank(char digit) => digit switch
    {
        >= '2' and <= '7' => digit - '2',
        >= 'a' and <= 'z' => digit - 'a' + 6,
        _ => -1,
    };

    private static EventIdKey OfOther(string id) => Read(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
}
