using System.Text;
using PayHooks.Payments;
using PayHooks.RocksDb.Engine;

namespace PayHooks.RocksDb.Payments;

/// <summary>The writer's side of the payments: rows of subjects and references as the batch leaves them so far, and raised flags.</summary>
internal sealed class PaymentTable(Database database, WriteBatch changes)
{
    private static readonly byte[] FlagPrefix = "flag/"u8.ToArray();
    private static readonly byte[] AfterFlags = "flag0"u8.ToArray();

    private readonly Dictionary<string, SubjectRow> rows = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<ReferencedPayment>> references = new(StringComparer.Ordinal);

    /// <summary>The row of a subject in the database; null when there is none.</summary>
    public static SubjectRow? Find(Database database, SubjectKey key)
    {
        using var value = database.Get(Family.Subjects, Convert.FromHexString(key.Hash()));
        return value.IsFound ? SubjectJson.ReadRow(value.Bytes) : null;
    }

    /// <summary>The payments of a reference in the database.</summary>
    public static IReadOnlyList<ReferencedPayment> Find(Database database, ReferenceKey key)
    {
        using var value = database.Get(Family.References, Convert.FromHexString(key.Hash()));
        return value.IsFound ? SubjectJson.ReadReference(value.Bytes) : [];
    }

    /// <summary>The raised flags in the database.</summary>
    public static IEnumerable<RaisedFlag> Flags(Database database) => Flags(database, FlagPrefix, AfterFlags);

    private static IEnumerable<RaisedFlag> Flags(Database database, byte[] from, byte[] to)
    {
        using var range = database.Range(Family.State, from, to);
        for (var more = range.ToFirst(); more; more = range.ToNext())
        {
            yield return SubjectJson.ReadFlag(range.Value);
        }
    }

    /// <summary>The row as the batch leaves it so far.</summary>
    public SubjectRow? Find(SubjectKey key) => rows.GetValueOrDefault(key.Hash()) ?? Find(database, key);

    /// <summary>Writes a row.</summary>
    public void Put(SubjectKey key, SubjectRow row)
    {
        var hash = key.Hash();
        rows[hash] = row;
        changes.Put(Family.Subjects, Convert.FromHexString(hash), SubjectJson.Write(row));
    }

    /// <summary>Adds a payment to a reference.</summary>
    public void Merge(ReferenceKey key, ReferencedPayment payment)
    {
        var hash = key.Hash();
        var known = references.GetValueOrDefault(hash) ?? Find(database, key);
        var merged = ReferencedPayment.Merge(known, payment);
        if (!ReferenceEquals(merged, known))
        {
            references[hash] = merged;
            changes.Put(Family.References, Convert.FromHexString(hash), SubjectJson.Write(merged));
        }
    }

    /// <summary>Lists a flag, unless it is listed.</summary>
    public void Raise(RaisedFlag flag)
    {
        var key = KeyOf(flag);
        using var known = database.Get(Family.State, key);
        if (!known.IsFound)
        {
            changes.Put(Family.State, key, SubjectJson.Write(flag));
        }
    }

    /// <summary>Marks the flags of a subject as seen, those that the database has; whether there are any.</summary>
    public bool MarkSeen(SubjectKey subject, DateTimeOffset at)
    {
        var listed = Flags(database, Key($"{subject.Hash()}/"), Key($"{subject.Hash()}0")).ToList();
        foreach (var flag in listed.Where(flag => flag.SeenAt is null))
        {
            changes.Put(Family.State, KeyOf(flag), SubjectJson.Write(flag with { SeenAt = at }));
        }

        return listed.Count > 0;
    }

    private static byte[] KeyOf(RaisedFlag flag) => Key($"{flag.Subject.Hash()}/{flag.Flag}");

    private static byte[] Key(string behindPrefix) => [.. FlagPrefix, .. Encoding.UTF8.GetBytes(behindPrefix)];

    /// <summary>The batch is in the database.</summary>
    public void Written()
    {
        rows.Clear();
        references.Clear();
    }
}
