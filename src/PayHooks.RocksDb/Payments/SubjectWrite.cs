using PayHooks.Payments;

namespace PayHooks.RocksDb.Payments;

/// <summary>
/// A decision on one row. Most events are the first of their payment, so the key, the decision on an absent row and its JSON are computed
/// in advance on the caller's thread; the shared writer's thread then only looks for the row and writes.
/// </summary>
internal sealed class SubjectWrite<T>
{
    private readonly SubjectKey key;
    private readonly UInt128 hash;
    private readonly Func<SubjectRow?, (SubjectRow? Write, T Answer)> change;
    private readonly Decided? onAbsent;
    private Decided? decided;

    public SubjectWrite(SubjectKey key, Func<SubjectRow?, (SubjectRow? Write, T Answer)> change)
    {
        this.key = key;
        this.change = change;
        hash = key.HashNumber();
        onAbsent = Foresee();
    }

    /// <summary>Decides on the row. Changes nothing.</summary>
    /// <exception cref="NewerFormatException">The row was written by a newer version.</exception>
    public T Decide(PaymentTable payments)
    {
        var row = payments.Find(hash, key);
        decided = row is null && onAbsent is not null ? onAbsent : DecideOn(row);
        return decided.Answer;
    }

    /// <summary>Writes what was decided.</summary>
    public void Put(PaymentTable payments)
    {
        if (decided is { Row: { } row, Json: { } json })
        {
            payments.Put(hash, row, json);
        }
    }

    private Decided? Foresee()
    {
        try
        {
            return DecideOn(null);
        }
        catch (Exception)
        {
            // If the decision also throws for the stored row, the caller sees that exception.
            return null;
        }
    }

    private Decided DecideOn(SubjectRow? current)
    {
        var (row, answer) = change(current);
        return new Decided(row, row is null ? null : SubjectJson.Write(row), answer);
    }

    private sealed record Decided(SubjectRow? Row, byte[]? Json, T Answer);
}
