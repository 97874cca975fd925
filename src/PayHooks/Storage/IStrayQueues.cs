namespace PayHooks.Storage;

/// <summary>A store whose number of queues can be lowered. Messages may then wait in a queue that nothing reads any more.</summary>
internal interface IStrayQueues
{
    /// <summary>Finds the queues beyond the configured number that hold messages.</summary>
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
internal sealed record StrayQueue(string Name, long Messages);
