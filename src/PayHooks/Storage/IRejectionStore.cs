namespace PayHooks.Storage;

/// <summary>The rejected deliveries of all instances, counted by source, cause and minute.</summary>
internal interface IRejectionStore
{
    /// <summary>Writes rows, replacing those of the same minute and key.</summary>
    ValueTask WriteAsync(IReadOnlyList<RejectionCount> rows, CancellationToken cancellationToken);

    /// <summary>The rows of the newest minutes, newest minute first.</summary>
    /// <param name="source">Only this source, or null for all.</param>
    /// <param name="since">The first minute.</param>
    /// <param name="limit">The maximum number of rows.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    ValueTask<IReadOnlyList<RejectionCount>> ListAsync(
        string? source, DateTimeOffset since, int limit, CancellationToken cancellationToken);

    /// <summary>Removes rows before a time; a store may keep those of that day.</summary>
    ValueTask PruneAsync(DateTimeOffset before, CancellationToken cancellationToken);
}
