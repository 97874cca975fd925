namespace PayHooks.Storage;

/// <summary>
/// The table of events. One primitive changes records, so that the rules of the protocol (the claim table, the fencing)
/// are written once, in <c>Processing</c>, and every store only has to apply a change atomically.
/// </summary>
internal interface IEventLedger
{
    /// <summary>
    /// Applies a change to one record atomically: reads it, asks <paramref name="change"/>, writes what that returns.
    /// The change may be asked several times (after a conflict, after a lost answer) and must be able to tell from the record alone
    /// whether it was applied before.
    /// </summary>
    /// <param name="key">The record.</param>
    /// <param name="change">The decision, free of side effects.</param>
    /// <param name="lastSeen">What the caller believes the record to be, or null when it does not know. A store may use it to
    /// save the read; it never weakens atomicity.</param>
    /// <param name="cancellationToken">Ends the wait; the write may still happen.</param>
    ValueTask<Applied<T>> ApplyAsync<T>(EventKey key, LedgerChange<T> change, LedgerSnapshot? lastSeen,
        CancellationToken cancellationToken);

    /// <summary>The record of an event, or null.</summary>
    ValueTask<EventRecord?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>The record of an event whose source is known, or null: cheaper where an id alone does not tell where a record is.</summary>
    ValueTask<EventRecord?> FindAsync(EventKey key, CancellationToken cancellationToken) => FindAsync(key.Id, cancellationToken);

    /// <summary>The body kept on the record; null when there is none: pruned, erased, or kept in the body store.</summary>
    ValueTask<ReadOnlyMemory<byte>?> ReadBodyAsync(EventKey key, CancellationToken cancellationToken);

    /// <summary>Records newest first, without tombstones.</summary>
    ValueTask<EventPage> ListAsync(EventQuery query, CancellationToken cancellationToken);

    /// <summary>How many dead letters there are.</summary>
    ValueTask<long> CountDeadAsync(CancellationToken cancellationToken);

    /// <summary>How many events wait for their next attempt; null where that would require reading all of them.</summary>
    ValueTask<long?> CountRetryingAsync(CancellationToken cancellationToken) => new((long?)null);

    /// <summary>
    /// Turns completed and erased records first received before <paramref name="retainedSince"/> into tombstones (body and details gone)
    /// and removes tombstones received before <paramref name="rememberedSince"/>. Dead and unfinished records stay.
    /// </summary>
    ValueTask<PruneResult> PruneAsync(DateTimeOffset retainedSince, DateTimeOffset rememberedSince, CancellationToken cancellationToken);
}

/// <summary>What finds a record.</summary>
/// <param name="Source">The source's name.</param>
/// <param name="Id">The event's id.</param>
internal readonly record struct EventKey(string Source, string Id);

/// <summary>Decides how a record changes; null is an absent one.</summary>
internal delegate LedgerDecision<T> LedgerChange<T>(EventRecord? current);

/// <summary>What a change decided.</summary>
/// <param name="Answer">What the caller receives.</param>
/// <param name="Write">The record to write, or null to leave everything as it is.</param>
/// <param name="Body">The body to keep with the record, in place of the one it has; null leaves that alone.</param>
/// <param name="Message">The <see cref="TakenMessage.Key"/> of the taken message that brought the body, or null. A store that holds
/// messages and
/// records keeps the body it has instead of storing it again.</param>
internal readonly record struct LedgerDecision<T>(T Answer, EventRecord? Write = null, ReadOnlyMemory<byte>? Body = null,
    long? Message = null)
{
    /// <summary>The taken message that ends with this write, or null. A store that holds messages and records may end it in the same
    /// write.</summary>
    public TakenMessage? Ends { get; init; }
}

/// <summary>What a change came to.</summary>
/// <param name="Answer">The change's answer.</param>
/// <param name="Now">The record after it.</param>
internal readonly record struct Applied<T>(T Answer, LedgerSnapshot Now)
{
    /// <summary>Whether <see cref="LedgerDecision{T}.Ends"/> is gone from its queue.</summary>
    public bool IsMessageEnded { get; init; }
}

/// <summary>A record as it was seen.</summary>
/// <param name="Record">The record, or null when it was absent.</param>
/// <param name="Version">The store's own mark of that version (an ETag), or null.</param>
internal sealed record LedgerSnapshot(EventRecord? Record, object? Version = null)
{
    /// <summary>The caller expects no record.</summary>
    public static LedgerSnapshot Absent { get; } = new((EventRecord?)null);
}

/// <summary>What pruning did.</summary>
/// <param name="Tombstones">Records that became tombstones.</param>
/// <param name="Removed">Tombstones that are gone.</param>
internal sealed record PruneResult(int Tombstones, int Removed)
{
    /// <summary>Rows of payments and references that are gone.</summary>
    public int Payments { get; init; }

    /// <summary>Why nothing was pruned, where something speaks against it; null otherwise.</summary>
    public string? Postponed { get; init; }
}
