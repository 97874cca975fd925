namespace PayHooks.RocksDb.Writing;

/// <summary>
/// Completes up to 16 operations on one pool thread; scheduling each separately costs more than the write. A caller's continuation must
/// therefore not block before its first await.
/// </summary>
internal sealed class CompletionBatch : IThreadPoolWorkItem
{
    // A caller's continuation takes about 20 µs.
    private const int Size = 16;

    private readonly List<WriteOperation> operations;
    private readonly int first;

    private CompletionBatch(List<WriteOperation> operations, int first) => (this.operations, this.first) = (operations, first);

    /// <summary>Completes operations, starting with those that a response is waiting for. The list must not change any more.</summary>
    public static void Queue(List<WriteOperation> operations)
    {
        QueueAll(operations.FindAll(operation => operation.AddsWork));
        QueueAll(operations.FindAll(operation => !operation.AddsWork));
    }

    private static void QueueAll(List<WriteOperation> operations)
    {
        for (var i = 0; i < operations.Count; i += Size)
        {
            ThreadPool.UnsafeQueueUserWorkItem(new CompletionBatch(operations, i), preferLocal: false);
        }
    }

    /// <inheritdoc/>
    public void Execute()
    {
        for (var i = first; i < Math.Min(first + Size, operations.Count); i++)
        {
            operations[i].Complete();
        }
    }
}
