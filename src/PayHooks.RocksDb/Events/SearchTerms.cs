using PayHooks.Storage;

namespace PayHooks.RocksDb.Events;

/// <summary>
/// The texts by which people know events (<see cref="EventRecord.Terms"/>), as keys: hash, inverted number. The latest come first.
/// </summary>
internal static class SearchTerms
{
    /// <summary>The length of a key.</summary>
    public const int Length = 2 * Keys.NumberLength;

    /// <summary>The hashes of a record's terms.</summary>
    public static long[] Hashes(EventRecord record) => [.. record.Terms.Select(StableHash.Of)];

    /// <summary>Writes a key.</summary>
    public static ReadOnlySpan<byte> Key(Span<byte> buffer, long hash, long number)
    {
        buffer.Append(hash).Append(Keys.Inverted(number));
        return buffer[..Length];
    }

    /// <summary>The number in a key.</summary>
    public static long Number(ReadOnlySpan<byte> key) => Keys.Inverted(Keys.Number(key[Keys.NumberLength..]));
}
