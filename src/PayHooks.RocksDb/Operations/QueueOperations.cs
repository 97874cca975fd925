using PayHooks.RocksDb.Messages;
using PayHooks.RocksDb.Writing;
using PayHooks.Storage;

namespace PayHooks.RocksDb.Operations;

/// <summary>Adds a message.</summary>
internal sealed class EnqueueOperation(WaitingMessages waiting, MessageText text, long due) : WriteOperation<long>
{
    private long number;

    public override int Bytes => text.Length;

    public override bool AddsWork => true;

    protected override long Decide(PendingBatch batch) => number = batch.Messages.Insert(due, text);

    protected override void WhenDurable() => waiting.Enqueued(number, due, text);
}

/// <summary>Completes a taken message.</summary>
internal sealed class DeleteOperation(TakenMessage message) : WriteOperation<bool>
{
    protected override bool Decide(PendingBatch batch)
    {
        batch.Messages.Delete(message);
        return true;
    }
}

/// <summary>Requeues a taken message.</summary>
internal sealed class ReturnOperation(WaitingMessages waiting, TakenMessage message, long due) : WriteOperation<bool>
{
    private bool isReturned;

    protected override bool Decide(PendingBatch batch) => isReturned = batch.Messages.Return(message, due);

    protected override void WhenDurable()
    {
        if (isReturned)
        {
            waiting.Returned(message, due);
        }
    }
}
