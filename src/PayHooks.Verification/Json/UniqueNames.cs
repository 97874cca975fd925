using System.Text;

namespace PayHooks.Verification.Json;

/// <summary>
/// Detects duplicate names. Up to half of <see cref="Slots"/> plain names are stored in memory provided by the caller; more, and
/// names with escapes, are stored in a hash set with a random seed, so that an attacker cannot choose colliding names.
/// </summary>
internal ref struct UniqueNames(ReadOnlySpan<byte> json, Span<long> slots)
{
    /// <summary>The number of slots that the caller provides, initially zero; a power of two.</summary>
    public const int Slots = 128;

    private readonly ReadOnlySpan<byte> json = json;
    private readonly Span<long> slots = slots;
    private HashSet<string>? many;
    private int count;

    /// <summary>Adds a name; false if it was added before.</summary>
    /// <param name="name">The name, escapes decoded.</param>
    /// <param name="start">The position of the name in the text, or −1 if it has escapes.</param>
    public bool Add(ReadOnlySpan<byte> name, int start)
    {
        if (many is null && (start < 0 || count == Slots / 2))
        {
            Move();
        }

        if (many is not null)
        {
            return many.Add(Encoding.Latin1.GetString(name));
        }

        var middle = name.Length == 0 ? 0 : name[0] + (name[^1] * 31) + (name[name.Length / 2] * 7);
        for (var slot = (name.Length * 13) + middle; ; slot++)
        {
            ref var entry = ref slots[slot & (Slots - 1)];
            if (entry == 0)
            {
                entry = ((long)start << 32) | (uint)name.Length;
                count++;
                return true;
            }

            if (At(entry).SequenceEqual(name))
            {
                return false;
            }
        }
    }

    private readonly ReadOnlySpan<byte> At(long entry) => json.Slice((int)(entry >> 32), (int)entry);

    private void Move()
    {
        many = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in slots)
        {
            if (entry != 0)
            {
                many.Add(Encoding.Latin1.GetString(At(entry)));
            }
        }
    }
}
