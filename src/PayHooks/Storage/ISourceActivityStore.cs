namespace PayHooks.Storage;

/// <summary>A row for each source that is or was configured, shared by all instances.</summary>
internal interface ISourceActivityStore
{
    /// <summary>Merges what this process has seen into the rows (<see cref="SourceActivity.Merge"/>), even if others write too.</summary>
    ValueTask MergeAsync(IReadOnlyList<SourceActivity> seen, CancellationToken cancellationToken);

    /// <summary>Reads all rows, including those of sources that are no longer configured, in one request.</summary>
    ValueTask<IReadOnlyList<SourceActivity>> ListAsync(CancellationToken cancellationToken);
}
