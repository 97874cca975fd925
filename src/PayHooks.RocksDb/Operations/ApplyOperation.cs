using System.Runtime.InteropServices;
using PayHooks.Payments;
using PayHooks.RocksDb.Events;
using PayHooks.RocksDb.Payments;
using PayHooks.RocksDb.Writing;
using PayHooks.Storage;

namespace PayHooks.RocksDb.Operations;

/// <summary>
/// Applies a decision to one event and, in the same write, its change of a payment. The caller's copy of the record is nearly always
/// current, so the decision and its JSON are computed in advance on the caller's thread; the shared writer's thread then only compares and
/// writes. If the copy is stale, the decision is made again with the current record.
/// </summary>
internal sealed class ApplyOperation<T> : WriteOperation<Applied<T>>
{
    private readonly EventIdKey id;
    private readonly LedgerChange<T> change;
    private readonly LedgerSnapshot? believed;
    private readonly Decided decided;

    public ApplyOperation(string id, LedgerChange<T> change, LedgerSnapshot? believed)
    {
        this.id = EventIdKey.Of(id);
        this.change = change;
        if (believed is not null && Foresee(believed.Record) is { } foreseen)
        {
            (this.believed, decided) = (believed, foreseen);
        }
    }

    public override int Bytes => base.Bytes + (decided.Decision.Body?.Length ?? 0);

    protected override Applied<T> Decide(PendingBatch batch)
    {
        var row = batch.Events.Find(id);

        // The same object: the result of the caller's last change, which is also in the row cache.
        var isTrue = believed is not null && (ReferenceEquals(believed.Record, row?.Record) || (believed.Record is null && row is null));
        var now = isTrue ? decided : DecideOn(row?.Record);
        if (now.Decision.Write is not { } record)
        {
            return new Applied<T>(now.Decision.Answer, new LedgerSnapshot(row?.Record));
        }

        // First, because both read rows, which fails if a newer version wrote them, and nothing may be changed then.
        var payment = now.Payment?.Decide(batch.Payments);
        if (now.Reference?.Put(batch.Payments) is { } reference)
        {
            payment = payment! with { Referenced = reference.Payments };
        }

        now.Payment?.Put(batch.Payments);
        if (row is null)
        {
            batch.Events.Insert(id, record, now.Json!, now.Terms!, now.Decision.Body, now.Decision.Message);
        }
        else
        {
            batch.Events.Update(id, row, record, now.Json!, now.Decision.Body);
        }

        if (now.Decision.Ends is { } message)
        {
            batch.Messages.Delete(message);
        }

        return new Applied<T>(now.Decision.Answer, new LedgerSnapshot(record))
        {
            IsMessageEnded = now.Decision.Ends is not null,
            Payment = payment,
        };
    }

    private Decided? Foresee(EventRecord? record)
    {
        try
        {
            return DecideOn(record);
        }
        catch (Exception)
        {
            // A stale copy may be the cause. If the decision also throws for the current record, the caller sees that exception.
            return null;
        }
    }

    private Decided DecideOn(EventRecord? current)
    {
        var decision = change(current);
        return new Decided(
            decision,
            decision.Write?.ToJson(),
            current is null && decision.Write is { } made ? SearchTerms.Hashes(made) : null,
            decision.Payment is { } payment ? new SubjectWrite<SubjectAnswer>(payment.Key, payment.Decide) : null,
            decision.Payment?.Reference is { } reference ? ReferenceWrite.Of(reference) : null);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Decided(
        LedgerDecision<T> Decision, byte[]? Json, long[]? Terms, SubjectWrite<SubjectAnswer>? Payment, ReferenceWrite? Reference);
}
