using System.Buffers.Binary;
using System.Text;
using PayHooks.Payments;
using PayHooks.RocksDb.Engine;

namespace PayHooks.RocksDb.Payments;

/// <summary>The writer's view of payments: subjects, references and raised flags, including changes pending in the batch.</summary>
internal sealed class PaymentTable(Database database, WriteBatch changes)
{
    // The key of a row.
    private const int HashLength = 16;

    private static readonly byte[] FlagPrefix = "flag/"u8.ToArray();
    private static readonly byte[] AfterFlags = "flag0"u8.ToArray();

    private readonly Dictionary<UInt128, SubjectRow> rows = [];
    private readonly Dictionary<UInt128, ReferenceRow> references = [];

    /// <summary>Reads the row of a subject from the database; null if there is none.</summary>
    public static SubjectRow? Find(Database database, SubjectKey key) => Find(database, key.HashNumber(), key);

    private static SubjectRow? Find(Database database, UInt128 hash, SubjectKey key)
    {
        Span<byte> storedKey = stackalloc byte[HashLength];
        using var value = database.Get(Family.Subjects, Write(storedKey, hash));
        return value.IsFound ? SubjectJson.ReadRow(value.Bytes, key) : null;
    }

    /// <summary>Reads a reference from the database.</summary>
    public static ReferenceRow Find(Database database, ReferenceKey key) => FindReference(database, key.HashNumber()) ?? ReferenceRow.Empty;

    private static ReferenceRow? FindReference(Database database, UInt128 hash)
    {
        Span<byte> storedKey = stackalloc byte[HashLength];
        using var value = database.Get(Family.References, Write(storedKey, hash));
        return value.IsFound ? SubjectJson.ReadReference(value.Bytes) : null;
    }

    /// <summary>Reads the raised flags from the database.</summary>
    public static IEnumerable<RaisedFlag> Flags(Database database) => Flags(database, FlagPrefix, AfterFlags);

    private static IEnumerable<RaisedFlag> Flags(Database database, byte[] from, byte[] to)
    {
        using var range = database.Range(Family.State, from, to);
        for (var more = range.ToFirst(); more; more = range.ToNext())
        {
            yield return SubjectJson.ReadFlag(range.Value);
        }
    }

    /// <summary>Returns a row, including pending changes.</summary>
    public SubjectRow? Find(UInt128 hash, SubjectKey key) => rows.TryGetValue(hash, out var row) ? row : Find(database, hash, key);

    /// <summary>Writes a row.</summary>
    public void Put(UInt128 hash, SubjectRow row, byte[] json)
    {
        Span<byte> storedKey = stackalloc byte[HashLength];
        rows[hash] = row;
        changes.Put(Family.Subjects, Write(storedKey, hash), json);
    }

    /// <summary>Returns a reference, including pending changes; null if there is none.</summary>
    public ReferenceRow? FindReference(UInt128 hash) =>
        references.TryGetValue(hash, out var row) ? row : FindReference(database, hash);

    /// <summary>Writes a reference.</summary>
    public void PutReference(UInt128 hash, ReferenceRow row, byte[] json)
    {
        Span<byte> storedKey = stackalloc byte[HashLength];
        references[hash] = row;
        changes.Put(Family.References, Write(storedKey, hash), json);
    }

    /// <summary>Removes the row of a subject if it is old enough and no event in this batch has changed it.</summary>
    /// <returns>Whether the row was removed.</returns>
    public bool RemoveSubject(byte[] hash, DateTimeOffset rememberedSince)
    {
        if (rows.ContainsKey(NumberOf(hash)))
        {
            return false;
        }

        using var value = database.Get(Family.Subjects, hash);
        if (!value.IsFound || SubjectJson.ReadLastEventAt(value.Bytes) >= rememberedSince)
        {
            return false;
        }

        changes.Delete(Family.Subjects, hash);
        return true;
    }

    /// <summary>Removes a reference if it is old enough and no event in this batch has changed it.</summary>
    /// <returns>Whether the reference was removed.</returns>
    public bool RemoveReference(byte[] hash, DateTimeOffset rememberedSince)
    {
        if (references.ContainsKey(NumberOf(hash)))
        {
            return false;
        }

        using var value = database.Get(Family.References, hash);
        if (!value.IsFound || !SubjectJson.ReadReference(value.Bytes).IsOver(rememberedSince))
        {
            return false;
        }

        changes.Delete(Family.References, hash);
        return true;
    }

    /// <summary>Removes a flag from the list.</summary>
    public void RemoveFlag(RaisedFlag flag) => changes.Delete(Family.State, KeyOf(flag));

    /// <summary>Lists a flag unless it is already listed.</summary>
    public void Raise(RaisedFlag flag)
    {
        var key = KeyOf(flag);
        using var known = database.Get(Family.State, key);
        if (!known.IsFound)
        {
            changes.Put(Family.State, key, SubjectJson.Write(flag));
        }
    }

    /// <summary>Marks the stored flags of a subject as seen; returns whether there were any.</summary>
    public bool MarkSeen(SubjectKey subject, DateTimeOffset at)
    {
        var listed = Flags(database, Key($"{subject.Hash()}/"), Key($"{subject.Hash()}0")).ToList();
        foreach (var flag in listed.Where(flag => flag.SeenAt is null))
        {
            changes.Put(Family.State, KeyOf(flag), SubjectJson.Write(flag with { SeenAt = at }));
        }

        return listed.Count > 0;
    }

    /// <summary>Called after the batch was written to the database.</summary>
    public void Written()
    {
        rows.Clear();
        references.Clear();
    }

    private static UInt128 NumberOf(ReadOnlySpan<byte> storedKey) => BinaryPrimitives.ReadUInt128BigEndian(storedKey);

    private static Span<byte> Write(Span<byte> storedKey, UInt128 hash)
    {
        BinaryPrimitives.WriteUInt128BigEndian(storedKey, hash);
        return storedKey;
    }

    private static byte[] KeyOf(RaisedFlag flag) => Key($"{flag.Subject.Hash()}/{flag.Flag}");

    private static byte[] Key(string behindPrefix) => [.. FlagPrefix, .. Encoding.UTF8.GetBytes(behindPrefix)];
}
