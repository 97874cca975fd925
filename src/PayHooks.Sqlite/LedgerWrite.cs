using PayHooks.Storage;

namespace PayHooks.Sqlite;

/// <summary>
/// One change of one record. What its caller believes the record to be is nearly always true, so the decision and its JSON
/// are made beforehand, on the caller's thread: the writer's thread, which everybody shares, then only compares and writes.
/// Where the belief was wrong the change is asked again, about the record as it is.
/// </summary>
internal sealed class LedgerWrite<T>
{
    private readonly string id;
    private readonly LedgerChange<T> change;
    private readonly LedgerSnapshot? believed;
    private readonly LedgerDecision<T> decision;
    private readonly byte[]? json;
    private readonly long[]? terms;

    /// <summary>Decides by what the caller believes.</summary>
    public LedgerWrite(string id, LedgerChange<T> change, LedgerSnapshot? believed)
    {
        this.id = id;
        this.change = change;
        if (believed is { Record: null } or { Version: SeenRow })
        {
            decision = Foresee(believed.Record);
            json = decision.Write?.ToJson();
            terms = believed.Record is null && decision.Write is { } record ? EventTerms.Hashes(record) : null;
            this.believed = json is null ? null : believed;
        }
    }

    /// <summary>Writes it, on the writer's thread.</summary>
    public Applied<T> Apply(SqliteSession session)
    {
        if (believed is { Version: SeenRow seen } && EventRows.Is(session, seen))
        {
            return Update(session, seen.Number, believed.Record!, decision, json!);
        }

        if (believed is { Record: null } && EventRows.IsAbsent(session, id))
        {
            return Insert(session, decision, json!, terms!);
        }

        var found = EventRows.Find(session, id);
        var now = change(found?.Record);
        if (now.Write is not { } record)
        {
            return new Applied<T>(now.Answer, new LedgerSnapshot(found?.Record));
        }

        return found is { } row
            ? Update(session, row.Number, row.Record, now, record.ToJson())
            : Insert(session, now, record.ToJson(), EventTerms.Hashes(record));
    }

    private LedgerDecision<T> Foresee(EventRecord? record)
    {
        try
        {
            return change(record);
        }
        catch (Exception)
        {
            // The belief may be at fault; about the real record it is asked again, and then throws for its caller to see.
            return default;
        }
    }

    private static Applied<T> Insert(SqliteSession session, LedgerDecision<T> decision, byte[] json, long[] terms)
    {
        var number = EventRows.Insert(session, decision.Write!, json, terms, decision.Body);
        return new Applied<T>(decision.Answer, new LedgerSnapshot(decision.Write, new SeenRow(number, json)));
    }

    private static Applied<T> Update(SqliteSession session, long number, EventRecord from, LedgerDecision<T> decision, byte[] json)
    {
        EventRows.Update(session, number, from, decision.Write!, json);
        return new Applied<T>(decision.Answer, new LedgerSnapshot(decision.Write, new SeenRow(number, json)));
    }
}

/// <summary>A row as it was written: the version of a snapshot.</summary>
/// <param name="Number">The row's number.</param>
/// <param name="Json">Its record.</param>
internal sealed record SeenRow(long Number, byte[] Json);
