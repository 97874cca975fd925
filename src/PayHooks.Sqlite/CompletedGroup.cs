namespace PayHooks.Sqlite;

/// <summary>
/// Some operations of a group whose callers go on, one after the other, on a thread of the pool: waking a thread for each of them
/// would cost the writer more than some of their writes.
/// </summary>
internal sealed class CompletedGroup : IThreadPoolWorkItem
{
    // What a caller does next takes some 20 µs: so few do not wait long for each other, and a large group has all processors.
    private const int Most = 16;

    private readonly WriteOperation[] operations;

    private CompletedGroup(WriteOperation[] operations) => this.operations = operations;

    /// <summary>Lets the callers go on, in the order of their operations.</summary>
    public static void Tell(List<WriteOperation> operations)
    {
        for (var first = 0; first < operations.Count; first += Most)
        {
            var some = operations.GetRange(first, Math.Min(Most, operations.Count - first)).ToArray();
            ThreadPool.UnsafeQueueUserWorkItem(new CompletedGroup(some), preferLocal: false);
        }
    }

    /// <inheritdoc/>
    public void Execute()
    {
        foreach (var operation in operations)
        {
            operation.Complete();
        }
    }
}
