namespace PayHooks.Storage;

/// <summary>
/// A store whose number of queues can be lowered, or whose queues can get an account of their own. Messages may then wait in a queue that
/// nothing reads any more.
/// </summary>
internal interface IStrayQueues
{
    /// <summary>Finds the queues that hold messages and that nothing reads.</summary>
    ValueTask<IReadOnlyList<StrayQueue>> FindAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Moves the messages of a stray queue to the first queue. A message is copied before it is deleted, so a crash or a lost response
    /// leaves a duplicate at most. Messages that are not due stay until a later call.
    /// </summary>
    /// <returns>How many messages were moved.</returns>
    ValueTask<long> DrainAsync(StrayQueue queue, CancellationToken cancellationToken);
}

/// <summary>A queue that holds messages and that nothing reads.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Messages">The approximate number of its messages.</param>
/// <param name="Account">The setting of the account that the queues were in before; null if it is the present one.</param>
internal sealed record StrayQueue(string Name, long Messages, string? Account = null);
