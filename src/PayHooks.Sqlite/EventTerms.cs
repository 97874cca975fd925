using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using PayHooks.Storage;

namespace PayHooks.Sqlite;

/// <summary>
/// Finds events by the texts that people know them by (<see cref="EventRecord.Terms"/>). A term is one integer: the group of
/// 4096 numbers that the event's number falls in, 24 bits of the text's hash, and the number within the group. So whatever is
/// inserted goes into the few pages of the newest group, where an index by text would touch a page anywhere for every term; a
/// search looks once into each group, a few microseconds for every 4096 events.
/// </summary>
/// <remarks>Hashes collide: what is found may be another event, and has to be looked at.</remarks>
internal static class EventTerms
{
    private const int NumberBits = 12;
    private const int HashBits = 24;
    private const int GroupShift = NumberBits + HashBits;
    private const long NumberMask = (1L << NumberBits) - 1;

    /// <summary>The hashes of an event's terms, to be added. Some microseconds that the writer's thread need not spend.</summary>
    public static long[] Hashes(EventRecord record) => [.. record.Terms.Select(Hash)];

    public static void Add(SqliteSession session, long number, long[] hashes)
    {
        foreach (var hash in hashes)
        {
            // Two terms of one event may share a hash.
            using var insert = session.Use("INSERT OR IGNORE INTO terms (key) VALUES (?1)");
            insert.Bind(1, Key(number, hash)).Run();
        }
    }

    /// <summary>Removes the terms that an event had and has no more.</summary>
    public static void Change(SqliteSession session, long number, EventRecord from, EventRecord to)
    {
        foreach (var hash in Hashes(from))
        {
            using var delete = session.Use("DELETE FROM terms WHERE key = ?1");
            delete.Bind(1, Key(number, hash)).Run();
        }

        Add(session, number, Hashes(to));
    }

    /// <summary>The numbers of events that may have this term, from the highest below <paramref name="below"/> down.</summary>
    public static IEnumerable<long> Find(SqliteSession session, string term, long below)
    {
        var hash = Hash(term);
        var first = session.Number("SELECT MIN(key) FROM terms") >> GroupShift;
        var last = Math.Min(session.Number("SELECT MAX(key) FROM terms") >> GroupShift, below >> NumberBits);
        for (var group = last; group >= first; group--)
        {
            foreach (var number in InGroup(session, group, hash))
            {
                if (number < below)
                {
                    yield return number;
                }
            }
        }
    }

    private static List<long> InGroup(SqliteSession session, long group, long hash)
    {
        var from = (group << GroupShift) | (hash << NumberBits);
        var numbers = new List<long>();
        using var select = session.Use("SELECT key FROM terms WHERE key BETWEEN ?1 AND ?2 ORDER BY key DESC");
        select.Bind(1, from).Bind(2, from | NumberMask);
        while (select.Step())
        {
            numbers.Add((group << NumberBits) | (select.Number(0) & NumberMask));
        }

        return numbers;
    }

    private static long Key(long number, long hash) => ((number >> NumberBits) << GroupShift) | (hash << NumberBits) | (number & NumberMask);

    private static long Hash(string term)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(term), hash);
        return BinaryPrimitives.ReadUInt32BigEndian(hash) >> (32 - HashBits);
    }
}
