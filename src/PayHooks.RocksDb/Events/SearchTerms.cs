using PayHooks.Storage;

namespace PayHooks.RocksDb.Events;

/// <summary>
/// The keys of search terms (<see cref="EventRecord.Terms"/>): hash, inverted number. The latest events come first.
/// </summary>
internal static class SearchTerms
{
    /// <summary>The length of a key.</summary>
    public const int Length = 2 * Keys.NumberLength;

    /// <summary>Returns the hashes of a record's terms.</summary>
    public static long[] Hashes(EventRecord record) => [.. record.Terms.Select(StableHash.Of)];

    /// <summary>Writes a key.</summary>
    public static ReadOnlySpan<byte> Key(Span<byte> buffer, long hash, long number)
    {
        buffer.Append(hash).Append(Keys.Inverted(number));
        return buffer[..Length];
    }

    /// <summary>Returns the number in a key.</summary>
    public static long Number(ReadOnlySpan<byte> key) => Keys.Inverted(Keys.Number(key[Keys.NumberLength..]));
}
