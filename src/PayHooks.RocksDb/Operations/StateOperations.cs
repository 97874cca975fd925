using PayHooks.RocksDb.Engine;
using PayHooks.RocksDb.Writing;

namespace PayHooks.RocksDb.Operations;

/// <summary>Sets values of the state family.</summary>
/// <param name="rows">The keys and values.</param>
/// <param name="addsWork">Whether the write is rejected first when the disk is nearly full, because nothing depends on it.</param>
internal sealed class PutStateOperation(IReadOnlyList<(byte[] Key, byte[] Value)> rows, bool addsWork = true) : WriteOperation<bool>
{
    public override bool AddsWork => addsWork;

    public override int Bytes => rows.Sum(row => row.Key.Length + row.Value.Length);

    protected override bool Decide(PendingBatch batch)
    {
        foreach (var (key, value) in rows)
        {
            batch.Changes.Put(Family.State, key, value);
        }

        return true;
    }
}

/// <summary>Removes values of the state family, from one key up to another, exclusive.</summary>
internal sealed class RemoveStateOperation(byte[] from, byte[] until) : WriteOperation<bool>
{
    protected override bool Decide(PendingBatch batch)
    {
        batch.Changes.DeleteRange(Family.State, from, until);
        return true;
    }
}

/// <summary>Removes one value of the state family.</summary>
internal sealed class DeleteStateOperation(byte[] key) : WriteOperation<bool>
{
    protected override bool Decide(PendingBatch batch)
    {
        batch.Changes.Delete(Family.State, key);
        return true;
    }
}
