using System.Text;

namespace PayHooks.RocksDb.Events;

/// <summary>
/// Shortens strings in keys to eight bytes (FNV-1a, 64 bits; http://www.isthe.com/chongo/tech/comp/fnv/). The algorithm must never change.
/// Different strings may share a hash, so compare what a look-up finds.
/// </summary>
internal static class StableHash
{
    private const ulong Basis = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>Returns the hash of a string; not negative.</summary>
    public static long Of(string text) => Finish(Add(Basis, text));

    /// <summary>Returns the hash of two strings in order; not negative.</summary>
    public static long Of(string first, string second) => Finish(Add(Step(Add(Basis, first), 0xFF), second));

    private static ulong Add(ulong hash, string text)
    {
        Span<byte> bytes = text.Length <= 128 ? stackalloc byte[512] : new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        foreach (var one in bytes[..Encoding.UTF8.GetBytes(text, bytes)])
        {
            hash = Step(hash, one);
        }

        return hash;
    }

    private static ulong Step(ulong hash, byte one) => unchecked((hash ^ one) * Prime);

    private static long Finish(ulong hash) => (long)(hash >> 1);
}
