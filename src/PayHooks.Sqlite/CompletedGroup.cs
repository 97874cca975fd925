namespace PayHooks.Sqlite;

/// <summary>
/// Some operations of a group whose callers go on, one after the other, on a thread of the pool: waking a thread for each of them
/// would cost more than some of their writes. So what a caller does next, up to where it first waits, must not block.
/// </summary>
internal sealed class CompletedGroup : IThreadPoolWorkItem
{
    // What a caller does next takes some 20 µs: so few do not wait long for each other, and a large group has all processors.
    private const int Most = 16;

    private readonly List<WriteOperation> operations;
    private readonly int first;

    private CompletedGroup(List<WriteOperation> operations, int first) => (this.operations, this.first) = (operations, first);

    /// <summary>Lets the callers go on, in the order of their operations. The list must not change any more.</summary>
    public static void Tell(List<WriteOperation> operations)
    {
        for (var i = 0; i < operations.Count; i += Most)
        {
            ThreadPool.UnsafeQueueUserWorkItem(new CompletedGroup(operations, i), preferLocal: false);
        }
    }

    /// <inheritdoc/>
    public void Execute()
    {
        for (var i = first; i < Math.Min(first + Most, operations.Count); i++)
        {
            operations[i].Complete();
        }
    }
}
