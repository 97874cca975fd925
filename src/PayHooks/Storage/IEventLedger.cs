using PayHooks.Payments;

namespace PayHooks.Storage;

/// <summary>
/// The table of events. A single primitive changes records, so that the rules of the protocol (claim table, fencing) are implemented once,
/// in <c>Processing</c>, and a store only has to apply a change atomically.
/// </summary>
internal interface IEventLedger
{
    /// <summary>
    /// Applies a change to one record atomically: reads it, calls <paramref name="change"/>, and writes the result. The change may be
    /// called several times (after a conflict or a lost response) and must be able to determine from the record alone whether it was
    /// already applied.
    /// </summary>
    /// <param name="key">The record's key.</param>
    /// <param name="change">The decision, without side effects.</param>
    /// <param name="lastSeen">The record as the caller last saw it, or null if unknown. A store may use it to save the read; atomicity is
    /// unaffected.</param>
    /// <param name="cancellationToken">Cancels the wait; the write may still happen.</param>
    /// <exception cref="EventPendingException">Another delivery has created the event and has not inserted its record yet.</exception>
    /// <exception cref="NewerRecordException">The record was written by a newer version of PayHooks.</exception>
    ValueTask<Applied<T>> ApplyAsync<T>(EventKey key, LedgerChange<T> change, LedgerSnapshot? lastSeen,
        CancellationToken cancellationToken);

    /// <summary>Finds the record of an event; null if there is none.</summary>
    ValueTask<EventRecord?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Finds the record of an event with a known source: cheaper if the store cannot locate a record by id alone.</summary>
    ValueTask<EventRecord?> FindAsync(EventKey key, CancellationToken cancellationToken) => FindAsync(key.Id, cancellationToken);

    /// <summary>Reads the body stored with the record; null if it was pruned or erased, or is in the body store.</summary>
    ValueTask<ReadOnlyMemory<byte>?> ReadBodyAsync(EventKey key, CancellationToken cancellationToken);

    /// <summary>Lists records, newest first, without tombstones.</summary>
    ValueTask<EventPage> ListAsync(EventQuery query, CancellationToken cancellationToken);

    /// <summary>Whether thousands of completed events can be read for one search.</summary>
    bool ReadsManyCheaply { get; }

    /// <summary>Counts the dead letters.</summary>
    ValueTask<long> CountDeadAsync(CancellationToken cancellationToken);

    /// <summary>Counts the events waiting for their next attempt; null if that would require reading all of them.</summary>
    ValueTask<long?> CountRetryingAsync(CancellationToken cancellationToken) => new((long?)null);

    /// <summary>
    /// Turns completed and erased records first received before <paramref name="retainedSince"/> into tombstones (without body and details)
    /// and removes tombstones received before <paramref name="rememberedSince"/>; none if it is <see cref="DateTimeOffset.MinValue"/>. Dead
    /// and unfinished records remain. A store may prune whole days at once, and then does so at the end of the day.
    /// </summary>
    ValueTask<PruneResult> PruneAsync(DateTimeOffset retainedSince, DateTimeOffset rememberedSince, CancellationToken cancellationToken);
}

/// <summary>The key of a record.</summary>
/// <param name="Source">The source's name.</param>
/// <param name="Id">The event's id.</param>
internal readonly record struct EventKey(string Source, string Id);

/// <summary>Decides how a record changes; null means that there is no record.</summary>
internal delegate LedgerDecision<T> LedgerChange<T>(EventRecord? current);

/// <summary>The result of a change.</summary>
/// <param name="Answer">The value returned to the caller.</param>
/// <param name="Write">The record to write, or null to write nothing.</param>
/// <param name="Body">The body to store with the record, replacing the current one; null keeps it.</param>
/// <param name="Message">The <see cref="TakenMessage.Key"/> of the taken message that contains the body, or null. A store that holds both
/// messages and records reuses that body instead of storing it again.</param>
internal readonly record struct LedgerDecision<T>(T Answer, EventRecord? Write = null, ReadOnlyMemory<byte>? Body = null,
    long? Message = null)
{
    /// <summary>The taken message to complete with this write, or null. A store that holds both messages and records may do so in the same
    /// write.</summary>
    public TakenMessage? Ends { get; init; }

    /// <summary>The event's change of its payment, or null. A store that holds both events and payments may make it in the same write, and
    /// then reports <see cref="Applied{T}.Payment"/>.</summary>
    public SubjectChange? Payment { get; init; }
}

/// <summary>The result of applying a change.</summary>
/// <param name="Answer">The change's return value.</param>
/// <param name="Now">The record afterwards.</param>
internal readonly record struct Applied<T>(T Answer, LedgerSnapshot Now)
{
    /// <summary>Whether <see cref="LedgerDecision{T}.Ends"/> was deleted from its queue.</summary>
    public bool IsMessageEnded { get; init; }

    /// <summary>The answer to <see cref="LedgerDecision{T}.Payment"/>; null if the change was not made.</summary>
    public SubjectAnswer? Payment { get; init; }
}

/// <summary>A version of a record that was read.</summary>
/// <param name="Record">The record, or null if there was none.</param>
/// <param name="Version">The store's version marker (such as an ETag), or null.</param>
internal sealed record LedgerSnapshot(EventRecord? Record, object? Version = null)
{
    /// <summary>Expects that there is no record.</summary>
    public static LedgerSnapshot Absent { get; } = new((EventRecord?)null);
}

/// <summary>The result of pruning.</summary>
/// <param name="Tombstones">Records that became tombstones.</param>
/// <param name="Removed">Tombstones that were removed.</param>
internal sealed record PruneResult(int Tombstones, int Removed)
{
    /// <summary>Rows of payments and references that were removed.</summary>
    public int Payments { get; init; }

    /// <summary>Whole days of events that became tombstones, beside <see cref="Tombstones"/>.</summary>
    public int Days { get; init; }

    /// <summary>Why pruning was postponed; null if it was not.</summary>
    public string? Postponed { get; init; }
}
