using System.Buffers.Binary;
using System.Text;
using PayHooks.Payments;
using PayHooks.RocksDb.Engine;

namespace PayHooks.RocksDb.Payments;

/// <summary>The writer's view of payments: subjects, references and raised flags, including changes pending in the batch.</summary>
internal sealed class PaymentTable(Database database, WriteBatch changes)
{
    private static readonly byte[] FlagPrefix = "flag/"u8.ToArray();
    private static readonly byte[] AfterFlags = "flag0"u8.ToArray();

    private readonly Dictionary<UInt128, SubjectRow> rows = [];
    private readonly Dictionary<string, ReferenceRow> references = new(StringComparer.Ordinal);

    /// <summary>The key of a subject's row: the 16 bytes of its hash.</summary>
    public static byte[] KeyOf(SubjectKey key) => Convert.FromHexString(key.Hash());

    /// <summary>Reads the row of a subject from the database; null if there is none.</summary>
    public static SubjectRow? Find(Database database, SubjectKey key) => Find(database, KeyOf(key), key);

    private static SubjectRow? Find(Database database, byte[] storedKey, SubjectKey key)
    {
        using var value = database.Get(Family.Subjects, storedKey);
        return value.IsFound ? SubjectJson.ReadRow(value.Bytes, key) : null;
    }

    /// <summary>Reads a reference from the database.</summary>
    public static ReferenceRow Find(Database database, ReferenceKey key)
    {
        using var value = database.Get(Family.References, Convert.FromHexString(key.Hash()));
        return value.IsFound ? SubjectJson.ReadReference(value.Bytes) : ReferenceRow.Empty;
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
    public SubjectRow? Find(byte[] storedKey, SubjectKey key) =>
        rows.TryGetValue(NumberOf(storedKey), out var row) ? row : Find(database, storedKey, key);

    /// <summary>Writes a row.</summary>
    public void Put(byte[] storedKey, SubjectRow row, byte[] json)
    {
        rows[NumberOf(storedKey)] = row;
        changes.Put(Family.Subjects, storedKey, json);
    }

    /// <summary>Changes a reference.</summary>
    public void Change(ReferenceKey key, Func<ReferenceRow, ReferenceRow> change)
    {
        var hash = key.Hash();
        var known = references.GetValueOrDefault(hash) ?? Find(database, key);
        var changed = change(known);
        if (!ReferenceEquals(changed, known))
        {
            references[hash] = changed;
            changes.Put(Family.References, Convert.FromHexString(hash), SubjectJson.Write(changed));
        }
    }

    /// <summary>Adds a payment to a reference.</summary>
    public void Merge(ReferenceMerge merge) => Change(merge.Key, row => row.With(merge.Key, merge.Payment, merge.At));

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
        if (references.ContainsKey(Convert.ToHexStringLower(hash)))
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

    private static byte[] KeyOf(RaisedFlag flag) => Key($"{flag.Subject.Hash()}/{flag.Flag}");

    private static byte[] Key(string behindPrefix) => [.. FlagPrefix, .. Encoding.UTF8.GetBytes(behindPrefix)];
}
