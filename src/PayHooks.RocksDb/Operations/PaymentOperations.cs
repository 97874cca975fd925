using PayHooks.Payments;
using PayHooks.RocksDb.Payments;
using PayHooks.RocksDb.Writing;

namespace PayHooks.RocksDb.Operations;

/// <summary>Applies a decision to the row of one subject.</summary>
internal sealed class ApplyToSubjectOperation<T>(
    SubjectKey key, Func<SubjectRow?, (SubjectRow? Write, T Answer)> change) : WriteOperation<T>
{
    private readonly SubjectWrite<T> write = new(key, change);

    protected override T Decide(PendingBatch batch)
    {
        var answer = write.Decide(batch.Payments);
        write.Put(batch.Payments);
        return answer;
    }
}

/// <summary>Changes the payments of a reference.</summary>
internal sealed class ChangeReferenceOperation(ReferenceKey key, Func<ReferenceRow, ReferenceRow> change) : WriteOperation<bool>
{
    private readonly ReferenceWrite write = new(key, change);

    protected override bool Decide(PendingBatch batch)
    {
        write.Put(batch.Payments);
        return true;
    }
}

/// <summary>Marks the flags of a subject as seen.</summary>
internal sealed class MarkSeenOperation(SubjectKey subject, DateTimeOffset at) : WriteOperation<bool>
{
    protected override bool Decide(PendingBatch batch) => batch.Payments.MarkSeen(subject, at);
}

/// <summary>Lists a flag.</summary>
internal sealed class RaiseFlagOperation(RaisedFlag flag) : WriteOperation<bool>
{
    protected override bool Decide(PendingBatch batch)
    {
        batch.Payments.Raise(flag);
        return true;
    }
}

/// <summary>Removes flags from the list.</summary>
internal sealed class RemoveFlagsOperation(IReadOnlyList<RaisedFlag> flags) : WriteOperation<bool>
{
    protected override bool Decide(PendingBatch batch)
    {
        foreach (var flag in flags)
        {
            batch.Payments.RemoveFlag(flag);
        }

        return true;
    }
}
